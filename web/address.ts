import {
  defaultPairParameters,
  nullFields,
  pairParameterEntries,
  parsePairParameters,
  type NullParameters,
  type PairParameters,
} from '../src/protocol/pair-parameters.ts'
import {
  parameterEntries,
  parseParameters,
  usualParameters,
} from '../src/protocol/parameter-fields.ts'
import {
  defaultRadarHistory,
  drawnFields,
  parseRadarHistory,
  radarHistoryFields,
  undrawn,
  type DrawnParameters,
  type RadarHistoryParameters,
} from '../src/protocol/radar-parameters.ts'
import {
  defaultWalkForwardParameters,
  parseWalkForwardParameters,
  walkForwardEntries,
  type WalkForwardParameters,
} from '../src/protocol/walk-forward-parameters.ts'
import {
  defaultSweepParameters,
  parseSweepParameters,
  sweepEntries,
  type SweepParameters,
} from '../src/protocol/sweep-parameters.ts'
import {
  defaultVerdictParameters,
  parseVerdictParameters,
  verdictEntries,
  type VerdictParameters,
} from '../src/protocol/verdict-parameters.ts'
import { isSortColumn, type TableView } from './table-order.ts'

// The part of the address after `#`: it works the same from a server and from a file.
//   #/screen/<venue>/<timeframe>?sort=-qValue&filter=eth&only=rejected&rows=pairs
//   #/over-time/<venue>/<timeframe>?formation=720&step=168
//   #/pair/<venue>/<timeframe>/<y>/<x>?entry=2.5
//   #/sweep/<venue>/<timeframe>/<y>/<x>?grid=entry%3D1%2F2
//   #/verdict/<venue>/<timeframe>/<y>/<x>?null-runs=199
//   #/walk-forward/<venue>/<timeframe>?formation=720&trading=168
//   #/venues   #/books/<coin>   #/arbitrage/<coin>   #/flow   #/positions   #/journal   #/switch

export interface UniverseName {
  readonly venue: string
  readonly timeframe: string
}

export interface ScreenAddress {
  readonly view: 'screen'
  /** null: whichever is the largest. */
  readonly universe: UniverseName | null
  readonly table: TableView
  /** What its p-values rest on. */
  readonly drawn: DrawnParameters
}

export interface RadarHistoryAddress {
  readonly view: 'over-time'
  /** null: whichever is the largest. */
  readonly universe: UniverseName | null
  readonly parameters: RadarHistoryParameters
}

export interface PairAddress {
  readonly view: 'pair'
  readonly universe: UniverseName
  readonly y: string
  readonly x: string
  readonly parameters: PairParameters
  /** What it is held against. */
  readonly draws: NullParameters
}

export interface SweepAddress {
  readonly view: 'sweep'
  readonly universe: UniverseName
  readonly y: string
  readonly x: string
  readonly parameters: SweepParameters
}

export interface VerdictAddress {
  readonly view: 'verdict'
  readonly universe: UniverseName
  readonly y: string
  readonly x: string
  readonly parameters: VerdictParameters
}

/** Any page about one pair. */
export type LegsAddress = PairAddress | SweepAddress | VerdictAddress

export interface WalkForwardAddress {
  readonly view: 'walk-forward'
  /** null: whichever is the largest. */
  readonly universe: UniverseName | null
  readonly parameters: WalkForwardParameters
}

/** A page of the market. */
export interface MarketAddress {
  readonly view: 'venues' | 'books' | 'positions' | 'journal' | 'switch' | 'arbitrage' | 'flow'
  /** The market has its own venues. */
  readonly universe: null
  /** Whose books; null: the first there is. */
  readonly base: string | null
}

export type Address =
  | ScreenAddress
  | LegsAddress
  | WalkForwardAddress
  | RadarHistoryAddress
  | MarketAddress

export const noDraws: NullParameters = usualParameters(nullFields)

export const defaultTable: TableView = {
  sort: 'pValue',
  descending: false,
  filter: '',
  rejectedOnly: false,
  onePerPair: false,
}

/** What is longer than this in a typed filter is cut: nothing so long is the name of a pair. */
const filterCharactersMax = 60

const views: readonly string[] = ['screen', 'pair', 'sweep', 'verdict', 'walk-forward', 'over-time']

const marketViews: readonly string[] = [
  'venues',
  'books',
  'positions',
  'journal',
  'switch',
  'arbitrage',
  'flow',
]

/** A page of the market by its name. */
export function marketPage(view: MarketAddress['view'], base: string | null = null): MarketAddress {
  return { view, universe: null, base }
}

export function isMarketAddress(address: Address): address is MarketAddress {
  return marketViews.includes(address.view)
}

/** Reads an address; what it does not understand falls back to its default, for old links must not break. */
export function parseAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2)
  const [, view, ...parts] = path.split('/').map(decoded)
  const names = new URLSearchParams(query)
  const read = (name: string): string | undefined => names.get(name) ?? undefined
  if (marketViews.includes(view ?? '')) {
    const isOfCoin = view === 'books' || view === 'arbitrage'
    const base = isOfCoin && parts[0] ? parts[0] : null
    return marketPage(view as MarketAddress['view'], base)
  }
  const [venue, timeframe, y, x] = parts
  const universe = views.includes(view ?? '') && venue && timeframe ? { venue, timeframe } : null
  const isOfPair = view === 'pair' || view === 'sweep' || view === 'verdict'
  if (isOfPair && universe !== null && y !== undefined && x !== undefined) {
    return legsAddress(view, { universe, y, x }, read)
  }
  if (view === 'walk-forward') {
    const parsed = parseWalkForwardParameters(read)
    const parameters = parsed.kind === 'value' ? parsed.value : defaultWalkForwardParameters
    return { view: 'walk-forward', universe, parameters }
  }
  if (view === 'over-time') {
    const parsed = parseRadarHistory(read)
    const parameters = parsed.kind === 'value' ? parsed.value : defaultRadarHistory
    return { view: 'over-time', universe, parameters }
  }
  const parsed = parseParameters(drawnFields, read)
  const drawn = parsed.kind === 'value' ? parsed.value : undrawn
  return { view: 'screen', universe, table: parseTable(names), drawn }
}

function legsAddress(
  view: LegsAddress['view'],
  legs: Pick<LegsAddress, 'universe' | 'y' | 'x'>,
  read: (name: string) => string | undefined,
): LegsAddress {
  switch (view) {
    case 'pair': {
      const parsed = parsePairParameters(read)
      const parameters = parsed.kind === 'value' ? parsed.value : defaultPairParameters
      const drawn = parseParameters(nullFields, read)
      const draws = drawn.kind === 'value' ? drawn.value : noDraws
      return { view, ...legs, parameters, draws }
    }
    case 'sweep': {
      const parsed = parseSweepParameters(read)
      const parameters = parsed.kind === 'value' ? parsed.value : defaultSweepParameters
      return { view, ...legs, parameters }
    }
    case 'verdict': {
      const parsed = parseVerdictParameters(read)
      const parameters = parsed.kind === 'value' ? parsed.value : defaultVerdictParameters
      return { view, ...legs, parameters }
    }
  }
}

/** The shortest text that `parseAddress` reads back as this address. */
export function formatAddress(address: Address): string {
  const parts: string[] = [address.view]
  if (address.universe !== null) {
    parts.push(address.universe.venue, address.universe.timeframe)
  }
  if ('y' in address) parts.push(address.y, address.x)
  if ('base' in address && address.base !== null) parts.push(address.base)
  const entries = entriesOf(address).map(([name, value]) => [name, value])
  const query = new URLSearchParams(entries).toString()
  const path = parts.map(encodeURIComponent).join('/')
  return query === '' ? `#/${path}` : `#/${path}?${query}`
}

function entriesOf(address: Address): readonly (readonly [string, string])[] {
  switch (address.view) {
    case 'screen':
      return [...tableEntries(address.table), ...parameterEntries(drawnFields, address.drawn)]
    case 'pair':
      return [
        ...pairParameterEntries(address.parameters),
        ...parameterEntries(nullFields, address.draws),
      ]
    case 'sweep':
      return sweepEntries(address.parameters)
    case 'verdict':
      return verdictEntries(address.parameters)
    case 'walk-forward':
      return walkForwardEntries(address.parameters)
    case 'over-time':
      return parameterEntries(radarHistoryFields, address.parameters)
    case 'venues':
    case 'books':
    case 'positions':
    case 'journal':
    case 'switch':
    case 'arbitrage':
    case 'flow':
      return []
  }
}

function parseTable(names: URLSearchParams): TableView {
  const sortText = names.get('sort') ?? defaultTable.sort
  const descending = sortText.startsWith('-')
  const sort = descending ? sortText.slice(1) : sortText
  const known = isSortColumn(sort)
  return {
    sort: known ? sort : defaultTable.sort,
    descending: known ? descending : defaultTable.descending,
    filter: (names.get('filter') ?? '').slice(0, filterCharactersMax),
    rejectedOnly: names.get('only') === 'rejected',
    onePerPair: names.get('rows') === 'pairs',
  }
}

function tableEntries(table: TableView): readonly (readonly [string, string])[] {
  const entries: [string, string][] = []
  if (table.sort !== defaultTable.sort || table.descending) {
    entries.push(['sort', `${table.descending ? '-' : ''}${table.sort}`])
  }
  if (table.filter !== '') entries.push(['filter', table.filter.slice(0, filterCharactersMax)])
  if (table.rejectedOnly) entries.push(['only', 'rejected'])
  if (table.onePerPair) entries.push(['rows', 'pairs'])
  return entries
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A stray percent sign in a typed address: take it as it stands, it will name nothing.
    return part
  }
}
