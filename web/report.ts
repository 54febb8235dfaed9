import type { PairAnswer } from '../src/protocol/desk.ts'
import { defaultPairParameters } from '../src/protocol/pair-parameters.ts'
import { defaultSweepParameters } from '../src/protocol/sweep-parameters.ts'
import { defaultVerdictParameters } from '../src/protocol/verdict-parameters.ts'
import { defaultWalkForwardParameters } from '../src/protocol/walk-forward-parameters.ts'
import type { BacktestResult } from '../src/research/pairs/backtest-result.ts'
import { formatAddress, noDraws, type Address, type LegsAddress } from './address.ts'
import type { ReportRun, ResultOnReports } from './state.ts'
import { change } from './store.ts'

/** The run a report carries inside itself; null on a page that has a server. */
export function reportOnPage(): ReportRun | null {
  const text = document.getElementById('isobar-run')?.textContent
  return text === undefined || text === null ? null : readReport(text)
}

const kinds: Readonly<Record<Exclude<ReportRun['result']['kind'], 'plain'>, true>> = {
  'pairs-screen': true,
  'pairs-backtest': true,
  'pairs-walkforward': true,
  'pairs-sweep': true,
  'pairs-verdict': true,
  stats: true,
  trade: true,
  'trade-comparison': true,
  'arb-scan': true,
  'arb-backtest': true,
  route: true,
  'route-schedule': true,
}

/** A saved run; what no page knows is wrapped, so that it is shown by its names. */
function readReport(text: string): ReportRun {
  const run = JSON.parse(text) as ReportRun
  const { kind } = run.result
  if (kind in kinds) return run
  const document = run.result as unknown as Record<string, unknown>
  return { ...run, result: { kind: 'plain', of: kind, document } }
}

const pairKinds = [
  'pairs-screen',
  'pairs-backtest',
  'pairs-walkforward',
  'pairs-sweep',
  'pairs-verdict',
]

/** Is it one of those that only reports show? */
export function isOnReports(result: ReportRun['result']): result is ResultOnReports {
  return !pairKinds.includes(result.kind)
}

/** Shows a saved run with the desk's own views. */
export function openReport(run: ReportRun): void {
  const { result } = run
  if (isOnReports(result)) {
    change((state) => ({ ...state, report: run }))
    return
  }
  if (result.kind === 'pairs-screen') {
    change((state) => ({ ...state, report: run, screen: { kind: 'ready', value: result } }))
    return
  }
  if (result.kind === 'pairs-walkforward') {
    change((state) => ({
      ...state,
      report: run,
      address: {
        view: 'walk-forward',
        universe: { venue: 'saved run', timeframe: result.parameters.timeframe },
        parameters: defaultWalkForwardParameters,
      },
      walkForward: { kind: 'ready', value: result },
    }))
    return
  }
  if (result.kind === 'pairs-sweep') {
    change((state) => ({
      ...state,
      report: run,
      address: { view: 'sweep', ...legsOf(result), parameters: defaultSweepParameters },
      sweep: { kind: 'ready', value: result },
    }))
    return
  }
  if (result.kind === 'pairs-verdict') {
    change((state) => ({
      ...state,
      report: run,
      address: { view: 'verdict', ...legsOf(result), parameters: defaultVerdictParameters },
      verdict: { kind: 'ready', value: result },
    }))
    return
  }
  const address = addressOf(result)
  history.replaceState(null, '', formatAddress(address))
  change((state) => ({
    ...state,
    report: run,
    address,
    pair: { kind: 'ready', value: answerOf(result) },
  }))
}

function addressOf(result: BacktestResult): Address {
  return {
    view: 'pair',
    ...legsOf(result),
    parameters: defaultPairParameters,
    draws: noDraws,
  }
}

function legsOf({
  parameters,
}: Pick<BacktestResult, 'parameters'>): Pick<LegsAddress, 'universe' | 'y' | 'x'> {
  const { y, x, timeframe } = parameters
  return { universe: { venue: 'saved run', timeframe }, y, x }
}

/** A backtest alone: its folds carry the tests it rests on. */
function answerOf(backtest: BacktestResult): PairAnswer {
  const { y, x, timeframe, log } = backtest.parameters
  const nothing = {
    hedgeRatio: null,
    intercept: null,
    rSquared: null,
    halfLifeBars: null,
    halfLifeBarsCorrected: null,
  }
  return {
    tests: {
      kind: 'pair-tests',
      version: 1,
      y,
      x,
      timeframe,
      log,
      alpha: 0.05,
      observations: backtest.rows,
      ...nothing,
      tests: [],
    },
    backtest,
    refusal: null,
    sealed: [],
  }
}
