import type { BarSeries } from '../src/core/bars.ts'
import type { BacktestOptions } from '../src/research/pairs/backtest-options.ts'

/** A trade as the twin sees it. Times in microseconds. */
export interface TwinTrade {
  readonly side: 'long' | 'short'
  readonly entryTime: number
  readonly exitTime: number
  readonly exitReason: string
  readonly pnl: number
}

interface Fold {
  readonly a: number
  readonly b: number
  readonly deviation: number
}

interface Quote {
  readonly time: number
  readonly y: number
  readonly x: number
}

interface Held {
  readonly side: 'long' | 'short'
  readonly fold: Fold
  readonly time: number
  readonly cash: number
  readonly y: number
  readonly x: number
  bars: number
}

/**
 * The pairs backtest once more, as one plain loop in floats, written from the contract and not from the code: normal
 * equations for the hedge, no ledger, no lots, no state machine. Ordinary least squares, log prices, training z only;
 * no funding, no participation.
 */
export function twinBacktest(y: BarSeries, x: BarSeries, use: BacktestOptions): TwinTrade[] {
  const rowOfX = new Map([...x.times].map((time, row) => [time, row]))
  const rows = [...y.times.keys()].filter((row) => rowOfX.has(y.times[row]!))
  const at = rows.map((row) => ({ y: row, x: rowOfX.get(y.times[row]!)!, time: y.times[row]! }))
  const ly = at.map((row) => Math.log(y.close[row.y]!))
  const lx = at.map((row) => Math.log(x.close[row.x]!))
  const trades: TwinTrade[] = []
  let wanted: { side: 'long' | 'short'; fold: Fold } | undefined
  let closing: string | undefined
  let barred = false
  let held: Held | undefined
  for (let row = use.trainBars; row < at.length; row++) {
    const foldFrom = row - use.trainBars - ((row - use.trainBars) % use.testBars)
    const fold = fit(ly, lx, foldFrom, foldFrom + use.trainBars)
    const bar = at[row]!
    const alive = y.volume[bar.y]! > 0 && x.volume[bar.x]! > 0
    const opens: Quote = { time: bar.time, y: y.open[bar.y]!, x: x.open[bar.x]! }
    if (held !== undefined && closing !== undefined && alive) {
      trades.push(closed(held, opens, { use, reason: closing }))
      barred = closing !== 'exit'
      held = undefined
      closing = undefined
    } else if (wanted !== undefined) {
      held = alive ? opened(wanted, opens, use) : undefined
      wanted = undefined
    }
    const model = held?.fold ?? fold
    const z = (ly[row]! - model.a - model.b * lx[row]!) / model.deviation
    if (held !== undefined) {
      held.bars++
      const against = held.side === 'short' ? z : -z
      if (closing !== undefined) continue
      if (against >= use.stop) closing = 'stop'
      else if (against <= use.exit) closing = 'exit'
      else if (use.maxHoldingBars !== null && held.bars >= use.maxHoldingBars)
        closing = 'max-holding'
    } else if (model.b > 0) {
      if (Math.abs(z) < use.exit) barred = false
      const isSignal = Math.abs(z) >= use.entry && Math.abs(z) < use.stop
      if (isSignal && !barred) wanted = { side: z > 0 ? 'short' : 'long', fold: model }
    }
  }
  return trades
}

/** y = a + b x + u on rows [from, to), by the normal equations of centred columns. */
function fit(y: readonly number[], x: readonly number[], from: number, to: number): Fold {
  const n = to - from
  const ys = y.slice(from, to)
  const xs = x.slice(from, to)
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
  const squares = ys.reduce((sum, value, k) => sum + (value - a - b * xs[k]!) ** 2, 0)
  return { a, b, deviation: Math.sqrt(squares / (n - 1)) }
}

function opened(
  { side, fold }: { side: 'long' | 'short'; fold: Fold },
  quote: Quote,
  use: BacktestOptions,
): Held {
  const sign = side === 'long' ? 1 : -1
  const slip = use.slippageBps / 1e4
  const py = quote.y * (1 + sign * slip)
  const px = quote.x * (1 - sign * slip)
  const y = (sign * use.notional) / (1 + fold.b) / py
  const x = (-sign * use.notional * fold.b) / (1 + fold.b) / px
  const fees = ((Math.abs(y) * py + Math.abs(x) * px) * use.feeBps) / 1e4
  return { side, fold, time: quote.time, cash: -y * py - x * px - fees, y, x, bars: 0 }
}

function closed(
  held: Held,
  quote: Quote,
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
