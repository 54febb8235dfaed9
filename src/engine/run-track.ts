import { quantityOf } from '../core/price.ts'
import type { ForcedKind } from './account.ts'
import type { Engine } from './engine.ts'
import { causesInReporting } from './valuation.ts'

/** Instants that are kept: beyond them every other one is given up, and from then on only every other one is seen. */
const instantsMost = 2_000

/** Fills that are kept, by the same rule. */
const fillsMost = 4_000

/** A fill as a chart shows it. */
export interface TrackedFill {
  /** Microseconds. */
  readonly time: number
  readonly instrument: number
  /** Signed: bought above zero. */
  readonly quantity: number
  /** Quote units. */
  readonly price: number
  readonly isMaker: boolean
  /** Position among the run's strategies; -1: nobody's. */
  readonly strategy: number
  /** Closed by force, and how. */
  readonly forced?: ForcedKind
}

/** How a run went, evenly over its time and of bounded size whatever its length. */
export class RunTrack {
  /** Microseconds; every column has a row for each. */
  readonly times: number[] = []
  /** In the reporting currency, since the run began. */
  readonly spread: number[] = []
  readonly slippage: number[] = []
  readonly fees: number[] = []
  readonly funding: number[] = []
  readonly insurance: number[] = []
  readonly equity: number[] = []
  /** By instrument: base units held, and the mid. */
  readonly positions: readonly number[][]
  readonly mids: readonly number[][]
  readonly fills: TrackedFill[] = []
  /** One fill of so many is kept. */
  fillsEvery: number = 1
  #fillsSeen = 0
  #instantsEvery = 1
  #instantsSeen = 0

  constructor(instruments: number) {
    this.positions = Array.from({ length: instruments }, () => [])
    this.mids = Array.from({ length: instruments }, () => [])
  }

  /** Looks at a run whose equity is known. */
  look(engine: Engine, equity: number): void {
    if (this.#instantsSeen++ % this.#instantsEvery !== 0) return
    this.#see(engine, equity)
    if (this.times.length < instantsMost) return
    for (const column of this.#columns()) halve(column)
    this.#instantsEvery *= 2
  }

  /** The last look, which is kept whatever its turn. */
  end(engine: Engine, equity: number): void {
    if (this.times.at(-1) === engine.time) for (const column of this.#columns()) column.pop()
    this.#see(engine, equity)
  }

  filled(fill: TrackedFill): void {
    if (this.#fillsSeen++ % this.fillsEvery !== 0) return
    this.fills.push(fill)
    if (this.fills.length < fillsMost) return
    halve(this.fills)
    this.fillsEvery *= 2
  }

  #see(engine: Engine, equity: number): void {
    const { spread, slippage, fees, funding, insurance } = causesInReporting(engine)
    this.times.push(engine.time)
    this.equity.push(equity)
    this.spread.push(spread)
    this.slippage.push(slippage)
    this.fees.push(fees)
    this.funding.push(funding)
    this.insurance.push(insurance)
    for (const [index, { lots, instrument }] of engine.account.holdings.entries()) {
      this.positions[index]!.push(quantityOf(lots, instrument.lotSize))
      this.mids[index]!.push(engine.market.midPrice(index))
    }
  }

  #columns(): number[][] {
    const { times, equity, spread, slippage, fees, funding, insurance, positions, mids } = this
    return [times, equity, spread, slippage, fees, funding, insurance, ...positions, ...mids]
  }
}

/** Keeps every other one, the first among them. */
function halve(list: unknown[]): void {
  for (let at = 0; at * 2 < list.length; at++) list[at] = list[at * 2]
  list.length = Math.ceil(list.length / 2)
}
