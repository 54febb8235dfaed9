import type { Instrument } from '../../core/instrument.ts'
import type { Step } from '../../core/price.ts'
import { invariant } from '../../math/invariant.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { PublicState } from '../world/public-state.ts'
import { plain, stepsText } from '../world/wire-numbers.ts'
import { typeOf, type InstrumentType } from './okx-terms.ts'
import { refuse } from './said.ts'

/** An instrument as OKX counts it: quantities of swaps are contracts. */
export interface OkxListing {
  readonly state: PublicState
  readonly instId: string
  readonly type: InstrumentType
  /** Its code on sockets since 2025. */
  readonly instIdCode: number
  /** What is one of in a quantity: a base unit of spot, a contract of a swap. */
  readonly lotSize: Step
  /** Base units a contract; of spot 1. */
  readonly contract: Step
}

export interface OkxMarkets {
  readonly listings: readonly OkxListing[]
  readonly ofId: ReadonlyMap<string, OkxListing>
  /** By index of the instrument. */
  readonly ofIndex: ReadonlyMap<number, OkxListing>
}

export function okxMarkets(states: readonly PublicState[]): OkxMarkets {
  const listings = states.map(listingOf)
  return {
    listings,
    ofId: new Map(listings.map((each) => [each.instId, each])),
    ofIndex: new Map(listings.map((each) => [each.state.index, each])),
  }
}

const one: Step = { units: 1, decimals: 0 }
/** Base units a contract, as OKX lists them. */
const contracts: Readonly<Record<string, Step>> = {
  BTC: { units: 1, decimals: 2 },
  ETH: { units: 1, decimals: 1 },
}

function listingOf(state: PublicState): OkxListing {
  const { base, quote } = state.instrument
  const type = typeOf(state.instrument)
  const pair = `${base}-${quote}`
  return {
    state,
    instId: type === 'SPOT' ? pair : `${pair}-SWAP`,
    type,
    instIdCode: 10_000 + state.index,
    ...sizesOf(state.instrument),
  }
}

/** Of an instrument whose quantities are base units the contracts are ours to choose: OKX's own. */
function sizesOf(instrument: Instrument): Pick<OkxListing, 'lotSize' | 'contract'> {
  const { class: kind, base, lotSize, contractSize } = instrument
  if (kind === 'spot') return { lotSize, contract: one }
  if (contractSize !== undefined) return { lotSize, contract: contractSize }
  const contract = contracts[base] ?? one
  const decimals = lotSize.decimals - contract.decimals
  if (decimals < 0) return { lotSize, contract: one }
  return { lotSize: { units: lotSize.units, decimals }, contract }
}

export function listingAt({ ofIndex }: OkxMarkets, index: number): OkxListing {
  const listing = ofIndex.get(index)
  invariant(listing !== undefined, `instrument ${index} is not listed here`)
  return listing
}

/** Lots as a quantity on the wire. */
export function sizeText(lots: number, { lotSize }: OkxListing): string {
  return plain(stepsText(lots, lotSize))
}

export function pxText(ticks: number, { state }: OkxListing): string {
  return plain(stepsText(ticks, state.instrument.tickSize))
}

/** The instrument a request is about. */
export function listingNeeded(markets: OkxMarkets, fields: Fields): OkxListing {
  const { instId, instIdCode } = fields
  if (!instId && !instIdCode) return refuse('50014', 'Parameter instId can not be empty.', 400)
  const listing = instId
    ? markets.ofId.get(instId)
    : markets.listings.find((each) => String(each.instIdCode) === instIdCode)
  return (
    listing ?? refuse('51001', "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
  )
}

/** Those of a type, a family and a name, as far as a request gives them; other types are known and have none. */
export function listingsAsked(markets: OkxMarkets, fields: Fields): readonly OkxListing[] {
  const { instType, instId, uly, instFamily } = fields
  if (instType && !instTypes.includes(instType)) wrongParameter('instType')
  const family = instFamily || uly
  const ids = instId ? instId.split(',') : undefined
  return markets.listings
    .filter(({ type }) => !instType || instType === 'ANY' || type === instType)
    .filter((each) => ids === undefined || ids.includes(each.instId))
    .filter((each) => !family || familyOf(each) === family)
}

const instTypes = ['SPOT', 'MARGIN', 'SWAP', 'FUTURES', 'OPTION', 'EVENTS', 'ANY']

export function familyOf({ state }: OkxListing): string {
  return `${state.instrument.base}-${state.instrument.quote}`
}

export function wrongParameter(name: string): never {
  return refuse('51000', `Parameter ${name} error`)
}

export function needed(fields: Fields, name: string): string {
  const value = fields[name]
  return value === undefined || value === ''
    ? refuse('50014', `Parameter ${name} can not be empty.`, 400)
    : value
}

/** A whole number; `otherwise` where it is not sent. */
export function wholeField(fields: Fields, name: string, otherwise: number): number {
  const text = fields[name]
  if (text === undefined || text === '') return otherwise
  return /^\d{1,16}$/.test(text) ? Number(text) : wrongParameter(name)
}

export function milliseconds(at: number): string {
  return String(Math.floor(at / 1_000))
}
