import type { BarSeries } from '../src/core/bars.ts'
import { monitorCointegration } from '../src/econometrics/breaks/monitor-cointegration.ts'
import { halfLife } from '../src/econometrics/mean-reversion/half-life.ts'
import { kalmanHedgeRatio } from '../src/econometrics/state-space/kalman-hedge-ratio.ts'
import { expectValue } from '../src/math/outcome.ts'
import type { BacktestOptions } from '../src/research/pairs/backtest-options.ts'

/** A trade as the twin sees it. Times in microseconds. */
export interface TwinTrade {
  readonly side: 'long' | 'short'
  readonly entryTime: number
  readonly exitTime: number
  readonly exitReason: string
  readonly pnl: number
}

/** What the twin comes to: its trades, and what is still held at the last closes. */
export interface TwinRun {
  readonly trades: readonly TwinTrade[]
  readonly openPnl: number
}

interface Fold {
  readonly isTraded: boolean
  /** Of each row from the fold's training on. */
  readonly z: (row: number) => number
  readonly hedge: (row: number) => number
  readonly brokenFrom: number
}

interface Bar {
  readonly row: number
  readonly time: number
  readonly isAlive: boolean
  readonly open: Quote
  readonly close: Quote
}

interface Quote {
  readonly y: number
  readonly x: number
}

interface Held {
  readonly side: 'long' | 'short'
  readonly fold: Fold
  readonly time: number
  cash: number
  readonly y: number
  x: number
  bars: number
}

type Side = Held['side']

type Wanted =
  | {
      readonly kind: 'open'
      readonly row: number
      readonly side: Side
      readonly fold: Fold
      readonly hedge: number
    }
  | { readonly kind: 'close'; readonly row: number; readonly reason: string }
  | { readonly kind: 'adjust'; readonly row: number; readonly hedge: number }

/**
 * The pairs backtest once more, as one plain loop in floats, written from the contract and not from the code: normal
 * equations for the hedge, the whole-series forms of filter and monitor, no ledger, no lots, no state machine. Least
 * squares or a filter, log prices, training z only; no funding, no participation.
 *
 * @param late by how many bars every order comes late
 */
export function twinBacktest(y: BarSeries, x: BarSeries, use: BacktestOptions, late = 0): TwinRun {
  const bars = joined(y, x)
  const trades: TwinTrade[] = []
  let wanted: Wanted | undefined
  let barred = false
  let held: Held | undefined
  let fold: Fold | undefined
  for (const { row, time, isAlive, open, close } of bars.slice(use.trainBars)) {
    if ((row - use.trainBars) % use.testBars === 0) fold = fit(bars, row - use.trainBars, use)
    if (wanted !== undefined && row >= wanted.row) {
      const due: Wanted = wanted
      if (due.kind !== 'close' || isAlive) wanted = undefined
      if (due.kind === 'open' && isAlive) held = opened(due, { time, ...open }, use)
      if (due.kind === 'adjust' && isAlive) adjust(held!, due.hedge, open, use)
      if (due.kind === 'close' && isAlive) {
        trades.push(closed(held!, { time, ...open }, { use, reason: due.reason }))
        barred = due.reason !== 'exit'
        held = undefined
      }
    }
    const model: Fold = held?.fold ?? fold!
    if (!model.isTraded) continue
    const z = model.z(row)
    const isBroken = row >= model.brokenFrom
    if (held !== undefined) {
      held.bars++
      if (wanted?.kind === 'close') continue
      const against = held.side === 'short' ? z : -z
      const reason = isBroken
        ? 'break'
        : against >= use.stop
          ? 'stop'
          : against <= use.exit
            ? 'exit'
            : use.maxHoldingBars !== null && held.bars >= use.maxHoldingBars
              ? 'max-holding'
              : undefined
      if (reason !== undefined) wanted = { kind: 'close', row: row + 1 + late, reason }
      else if (wanted === undefined && use.rebalance === 'band' && model.hedge(row) > 0) {
        const ratio = (-held.x * close.x) / (held.y * close.y)
        const isOff = Math.abs(ratio / model.hedge(row) - 1) > use.rebalanceBand
        if (isOff) wanted = { kind: 'adjust', row: row + 1 + late, hedge: model.hedge(row) }
      }
    } else if (wanted === undefined && model.hedge(row) > 0 && !isBroken) {
      if (Math.abs(z) < use.exit) barred = false
      const isSignal = Math.abs(z) >= use.entry && Math.abs(z) < use.stop
      const side = z > 0 ? 'short' : 'long'
      if (isSignal && !barred)
        wanted = { kind: 'open', row: row + 1 + late, side, fold: model, hedge: model.hedge(row) }
    }
  }
  const last = bars.at(-1)!.close
  const openPnl = held === undefined ? 0 : held.cash + held.y * last.y + held.x * last.x
  return { trades, openPnl }
}

function joined(y: BarSeries, x: BarSeries): Bar[] {
  const rowOfX = new Map([...x.times].map((time, row) => [time, row]))
  return [...y.times.keys()]
    .filter((row) => rowOfX.has(y.times[row]!))
    .map((row, place) => {
      const other = rowOfX.get(y.times[row]!)!
      return {
        row: place,
        time: y.times[row]!,
        isAlive: y.volume[row]! > 0 && x.volume[other]! > 0,
        open: { y: y.open[row]!, x: x.open[other]! },
        close: { y: y.close[row]!, x: x.close[other]! },
      }
    })
}

/** y = a + b x + u on the training rows from a row on, by the normal equations of centred columns. */
function fit(bars: readonly Bar[], from: number, use: BacktestOptions): Fold {
  const n = use.trainBars
  const [ly, lx] = [
    bars.map(({ close }) => Math.log(close.y)),
    bars.map(({ close }) => Math.log(close.x)),
  ]
  const [ys, xs] = [ly.slice(from, from + n), lx.slice(from, from + n)]
  const my = ys.reduce((sum, value) => sum + value, 0) / n
  const mx = xs.reduce((sum, value) => sum + value, 0) / n
  let sxy = 0
  let sxx = 0
  for (let k = 0; k < n; k++) {
    sxy += (xs[k]! - mx) * (ys[k]! - my)
    sxx += (xs[k]! - mx) ** 2
  }
  const b = sxy / sxx
  const a = my - b * mx
  const residuals = Float64Array.from(ys, (value, k) => value - a - b * xs[k]!)
  const deviation = Math.sqrt(residuals.reduce((sum, u) => sum + u * u, 0) / (n - 1))
  const brokenFrom = use.breakMonitor
    ? from + alarmAfter(ly.slice(from), lx.slice(from), use)
    : Infinity
  if (use.hedge === 'kalman') {
    const path = filterPath(ly.slice(from), lx.slice(from), { use, residuals, deviation })
    const isTraded = b > 0 && path !== undefined
    const z = (row: number): number => path!.z(row - from)
    const hedge = (row: number): number => path!.hedge(row - from)
    return { isTraded, z, hedge, brokenFrom }
  }
  const z = (row: number): number => (ly[row]! - a - b * lx[row]!) / deviation
  return { isTraded: b > 0, z, hedge: () => b, brokenFrom }
}

/** Rows from the first of training to the alarm; Infinity without one. */
function alarmAfter(ly: readonly number[], lx: readonly number[], use: BacktestOptions): number {
  const n = use.trainBars
  const horizonRows = Math.min(
    Math.floor(n / 0.1),
    Math.max(Math.ceil(n / 0.9), n + 2 * use.testBars),
  )
  const watched = (levels: readonly number[]): Float64Array =>
    Float64Array.from(levels.slice(0, horizonRows))
  const options = { trainingRows: n, horizonRows }
  const { alarmRow } = expectValue(monitorCointegration(watched(ly), [watched(lx)], options))
  return alarmRow ?? Infinity
}

/** The whole-series filter with its memory halved in by bisection; undefined where it cannot be that long. */
function filterPath(
  ly: readonly number[],
  lx: readonly number[],
  fold: {
    readonly use: BacktestOptions
    readonly residuals: Float64Array
    readonly deviation: number
  },
): { readonly z: (row: number) => number; readonly hedge: (row: number) => number } | undefined {
  const { use, residuals, deviation } = fold
  const n = use.trainBars
  const { halfLifeBars } = expectValue(halfLife(residuals))
  if (halfLifeBars === null) return undefined
  const memory = Math.max(10, use.filterHalfLives * halfLifeBars)
  const filtered = (rows: number, logRatio: number) =>
    expectValue(
      kalmanHedgeRatio(Float64Array.from(ly.slice(0, rows)), Float64Array.from(lx.slice(0, rows)), {
        intercept: 'fixed',
        variances: {
          observation: deviation ** 2,
          intercept: 0,
          hedgeRatio: deviation ** 2 * Math.exp(logRatio),
        },
      }),
    )
  let [low, high] = [-60, 5]
  if (filtered(n, low).memoryBars! < memory) return undefined
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2
    if (filtered(n, middle).memoryBars! > memory) low = middle
    else high = middle
  }
  const { innovations, filteredHedgeRatios } = filtered(ly.length, (low + high) / 2)
  const window = Math.ceil(n / 2)
  return {
    hedge: (row) => filteredHedgeRatios[row]!,
    z: (row) => {
      const lately = innovations.subarray(row - window + 1, row + 1)
      return innovations[row]! / Math.sqrt(lately.reduce((sum, u) => sum + u * u, 0) / window)
    },
  }
}

function opened(
  { side, fold, hedge: b }: Extract<Wanted, { kind: 'open' }>,
  quote: Quote & { readonly time: number },
  use: BacktestOptions,
): Held {
  const sign = side === 'long' ? 1 : -1
  const slip = use.slippageBps / 1e4
  const py = quote.y * (1 + sign * slip)
  const px = quote.x * (1 - sign * slip)
  const y = (sign * use.notional) / (1 + b) / py
  const x = (-sign * use.notional * b) / (1 + b) / px
  const fees = ((Math.abs(y) * py + Math.abs(x) * px) * use.feeBps) / 1e4
  return { side, fold, time: quote.time, cash: -y * py - x * px - fees, y, x, bars: 0 }
}

function adjust(held: Held, hedge: number, quote: Quote, use: BacktestOptions): void {
  const traded = (-hedge * held.y * quote.y) / quote.x - held.x
  const price = quote.x * (1 + (Math.sign(traded) * use.slippageBps) / 1e4)
  held.cash -= traded * price + (Math.abs(traded) * price * use.feeBps) / 1e4
  held.x += traded
}

function closed(
  held: Held,
  quote: Quote & { readonly time: number },
  { use, reason }: { use: BacktestOptions; reason: string },
): TwinTrade {
  const sign = held.side === 'long' ? 1 : -1
  const slip = use.slippageBps / 1e4
  const py = quote.y * (1 - sign * slip)
  const px = quote.x * (1 + sign * slip)
  const fees = ((Math.abs(held.y) * py + Math.abs(held.x) * px) * use.feeBps) / 1e4
  return {
    side: held.side,
    entryTime: held.time,
    exitTime: quote.time,
    exitReason: reason,
    pnl: held.cash + held.y * py + held.x * px - fees,
  }
}
