import type {
  DataSource,
  DeskFrame,
  Health,
  PairAnswer,
  PairNullAnswer,
  UniversesAnswer,
} from '../src/protocol/desk.ts'
import type { SweepRun, VerdictRun } from '../src/protocol/judged-run.ts'
import type { RouteRun } from '../src/protocol/route-run.ts'
import type { RouteScheduleRun } from '../src/protocol/route-schedule-run.ts'
import type { StatsRun } from '../src/protocol/stats-run.ts'
import type { TradeRun } from '../src/protocol/trade-run.ts'
import type { TradeComparison } from '../src/research/parity/trade-comparison.ts'
import type { WalkForwardRun } from '../src/protocol/walk-forward-run.ts'
import type { ArbitrageBacktestResult } from '../src/research/arbitrage/backtest-result.ts'
import type { ArbitrageScanResult } from '../src/research/arbitrage/scan-result.ts'
import type { WalkForwardResult } from '../src/research/pairs/walk-forward-result.ts'
import type { BacktestResult } from '../src/research/pairs/backtest-result.ts'
import { undrawn } from '../src/protocol/radar-parameters.ts'
import type { RadarHistoryResult } from '../src/research/radar/radar-history-result.ts'
import type { ScreenResult } from '../src/research/pairs/screen-result.ts'
import type { SweepResult } from '../src/research/pairs/sweep-result.ts'
import type { VerdictResult } from '../src/research/pairs/verdict-result.ts'
import {
  defaultTable,
  type Address,
  type PairAddress,
  type RadarHistoryAddress,
  type ScreenAddress,
  type UniverseName,
  type WalkForwardAddress,
} from './address.ts'
import type { MatrixOrder } from './matrix-order.ts'
import type { TableView } from './table-order.ts'

/** Something that was asked for. */
type Loaded<Value> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'loading'; readonly progress: Progress | null }
  | {
      readonly kind: 'ready'
      readonly value: Value
      /** What is sealed of its bars, or was. */
      readonly sealed?: readonly string[]
    }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Work that a reader starts, waits for and may cancel. */
export type Long<Value> =
  | { readonly kind: 'looking' }
  | { readonly kind: 'absent' }
  /** Without progress it waits for its turn. */
  | { readonly kind: 'running'; readonly progress: Progress | null }
  | {
      readonly kind: 'ready'
      readonly value: Value
      /** What is sealed of its bars, or was. */
      readonly sealed?: readonly string[]
    }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface Progress {
  readonly done: number
  readonly total: number
}

/** Why something is not there: nobody answers, someone says no, or these data have none. */
export type Failure =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'no-result'; readonly message: string }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }

export type Theme = 'system' | 'light' | 'dark'

/** Both prices on one scale from 100, or each on its own axis. */
export type PriceView = 'normalised' | 'axes'

/** What a saved run tells about itself on its report. */
export interface ReportRun {
  readonly command: string
  readonly version: string
  readonly seed: number | null
  readonly source: DataSource | null
  readonly inputs: readonly { readonly file: string; readonly sha256: string }[]
  readonly result:
    | ScreenResult
    | BacktestResult
    | WalkForwardRun
    | SweepRun
    | VerdictRun
    | ResultOnReports
}

/** What only reports show: the desk has no page that makes it. */
export type ResultOnReports =
  | StatsRun
  | TradeRun
  | TradeComparison
  | ArbitrageScanResult
  | ArbitrageBacktestResult
  | RouteRun
  | RouteScheduleRun
  | PlainResult

/** A result of a kind no page knows, shown by its names. */
export interface PlainResult {
  readonly kind: 'plain'
  /** Its own kind. */
  readonly of: string
  readonly document: Readonly<Record<string, unknown>>
}

/** Everything the page shows. Replaced, never changed. */
export interface DeskState {
  readonly address: Address
  /** The screen a reader comes back to from a pair. */
  readonly lastScreen: ScreenAddress
  /** The walk-forward a reader was on last; null where they were on none. */
  readonly lastWalkForward: WalkForwardAddress | null
  readonly lastRadarHistory: RadarHistoryAddress | null
  /** The coin whose books a reader looked at last. */
  readonly lastBase: string | null
  readonly link: 'connecting' | 'open' | 'lost'
  readonly health: Health | null
  readonly universes: Loaded<UniversesAnswer>
  /** Of the universe in the address. */
  readonly screen: Loaded<ScreenResult>
  /** The same screen against drawn universes, where the address asks for it. */
  readonly drawnScreen: Long<ScreenResult>
  readonly radarHistory: Long<RadarHistoryResult>
  /** Whose screen that is. */
  readonly screenOf: UniverseName | null
  readonly pair: Loaded<PairAnswer>
  /** The pair shown is the one before; the next is being worked out. */
  readonly isPairWorking: boolean
  readonly walkForward: Long<WalkForwardResult>
  /** The address's pair among drawn ones. */
  readonly pairNull: Long<PairNullAnswer>
  readonly sweep: Long<SweepResult>
  readonly verdict: Long<VerdictResult>
  /** Index of the fold that was chosen. */
  readonly fold: number | null
  /** Row of the screen's results the keyboard stands on. */
  readonly cursor: number | null
  /** Index of the trade whose legs are shown. */
  readonly trade: number | null
  readonly theme: Theme
  readonly priceView: PriceView
  readonly matrixOrder: MatrixOrder
  readonly isHelpOpen: boolean
  /** Set on a report, which has no server. */
  readonly report: ReportRun | null
}

const firstScreen: ScreenAddress = {
  view: 'screen',
  universe: null,
  table: defaultTable,
  drawn: undrawn,
}

export const initialState: DeskState = {
  address: firstScreen,
  lastScreen: firstScreen,
  lastRadarHistory: null,
  lastWalkForward: null,
  lastBase: null,
  link: 'connecting',
  health: null,
  universes: { kind: 'loading', progress: null },
  screen: { kind: 'loading', progress: null },
  screenOf: null,
  drawnScreen: { kind: 'looking' },
  radarHistory: { kind: 'looking' },
  pair: { kind: 'absent' },
  isPairWorking: false,
  walkForward: { kind: 'looking' },
  pairNull: { kind: 'looking' },
  sweep: { kind: 'looking' },
  verdict: { kind: 'looking' },
  fold: null,
  cursor: null,
  trade: null,
  theme: 'system',
  priceView: 'normalised',
  matrixOrder: 'strength',
  isHelpOpen: false,
  report: null,
}

/** Going to an address keeps what still belongs there: the screen of the same universe, the pair only if unchanged. */
export function goTo(state: DeskState, address: Address): DeskState {
  const lastScreen = address.view === 'screen' ? address : state.lastScreen
  const lastWalkForward = address.view === 'walk-forward' ? address : state.lastWalkForward
  const isSamePair =
    address.view === 'pair' && state.address.view === 'pair' && samePair(address, state.address)
  return {
    ...state,
    address,
    lastScreen,
    lastWalkForward,
    lastRadarHistory: address.view === 'over-time' ? address : state.lastRadarHistory,
    lastBase:
      address.view === 'books' || address.view === 'arbitrage' ? address.base : state.lastBase,
    isHelpOpen: false,
    trade: null,
    fold: null,
    pair: isSamePair ? state.pair : { kind: 'absent' },
  }
}

/** The universe whose screen belongs to the address: the named one, or the largest there is. */
export function universeOf(state: DeskState): UniverseName | null {
  if (state.address.universe !== null) return state.address.universe
  if (state.lastScreen.universe !== null) return state.lastScreen.universe
  if (state.universes.kind !== 'ready') return null
  const first = state.universes.value.universes[0]
  return first === undefined ? null : { venue: first.venue, timeframe: first.timeframe }
}

/** The screen as the reader asked for it: against drawn universes as soon as these are there. */
export function screenShown({ screen, drawnScreen }: DeskState): ScreenResult | null {
  if (screen.kind !== 'ready') return null
  return drawnScreen.kind === 'ready' ? drawnScreen.value : screen.value
}

export function changeTable(state: DeskState, table: TableView): DeskState {
  if (state.address.view !== 'screen') return state
  return goTo(state, { ...state.address, table })
}

/** What a frame of the socket changes. */
export function hear(state: DeskState, frame: DeskFrame): DeskState {
  switch (frame.type) {
    case 'hello':
      return { ...state, link: 'open', health: frame.health }
    case 'screen-progress': {
      if (state.screen.kind !== 'loading' || !isSameUniverse(state.screenOf, frame)) return state
      const { done, total } = frame
      return { ...state, screen: { kind: 'loading', progress: { done, total } } }
    }
    case 'screen-done':
    // The market has a store of its own: it changes ten times a second.
    case 'market':
    case 'ladder':
    case 'book':
      return state
  }
}

/** The data's source, from whoever knows it. */
export function sourceOf(state: DeskState): DataSource | null {
  return state.report === null ? (state.health?.source ?? null) : state.report.source
}

export function isSameUniverse(a: UniverseName | null, b: UniverseName | null): boolean {
  return a !== null && b !== null && a.venue === b.venue && a.timeframe === b.timeframe
}

function samePair(a: PairAddress, b: PairAddress): boolean {
  return isSameUniverse(a.universe, b.universe) && a.y === b.y && a.x === b.x
}
