import { barsWithin } from '../../core/bars.ts'
import { quantityOf } from '../../core/price.ts'
import { later, millisecondsOf, type Duration, type Instant } from '../../core/time.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import { rebalancingQuantities } from '../../strategies/pairs/rebalance-legs.ts'
import type { BacktestInput, BacktestOptions, BacktestRefusal } from './backtest-options.ts'
import { drivePair, type PairRun } from './drive-pair.ts'
import { formPair, type BacktestProgress } from './form-pair.ts'
import type { FoldModel } from './relation/fold-model.ts'
import { readRelation } from './relation/read-relation.ts'
import { heldQuantity } from './trading/held-leg.ts'
import { wantedQuantities, wholeLots } from './trading/position.ts'
import { legsOf, pricesOf, type Trader } from './trading/trader.ts'
import type { WatchIntent, WatchReading } from './watch-result.ts'

/**
 * Reads where a pair stands at its last bar: the backtest of everything so far, and what it wants at the next open. The
 * same folds, decision and ledger, so that what it said at a bar is what the backtest of a longer series did there.
 *
 * Only bars both legs could have by then count: one that has not come yet on either side ends nothing.
 *
 * @returns after yielding its progress once per fold
 */
export function* watchPair(
  given: BacktestInput,
  options: BacktestOptions,
): Generator<BacktestProgress, Outcome<WatchReading, BacktestRefusal>> {
  const input = upToBoth(given)
  const formed = yield* formPair(input, options)
  if (formed.kind === 'unavailable') return formed
  const model = formed.value.at(-1)!
  const run = drivePair(input, options, formed.value, 0)
  const { trader, driver, open, zScores } = run
  const row = model.joined.rows - 1
  const held = trader.position?.model ?? model
  const { hedgeRatios, isBroken } = readRelation(held, row, options.zScore)
  const zScore = zScores[row]!
  const [y, x] = model.joined.legs.map(({ close }) => close[row]!) as [number, number]
  return available({
    kind: 'pairs-watch',
    version: 1,
    parameters: {
      y: input.y.instrument.name,
      x: input.x.instrument.name,
      timeframe: input.y.timeframe.label,
      ...options,
      funding: { y: input.yFunding !== undefined, x: input.xFunding !== undefined },
    },
    time: millisecondsOf(later(model.joined.times[row]! as Instant, driver.duration)),
    closes: { y, x },
    zScore: Number.isNaN(zScore) ? null : zScore,
    hedgeRatio: hedgeRatios?.[0] ?? null,
    isBroken,
    fold: foldOf(model),
    stance: stanceOf(trader),
    intent: intentOf(run, row),
    position: open,
    lastTrade: driver.trades.at(-1) ?? null,
  })
}

/** Bars up to the last that both legs have: a file that is written a little later has not ended. */
function upToBoth(input: BacktestInput): BacktestInput {
  const { y, x } = input
  const last = Math.min(y.times.at(-1) ?? -Infinity, x.times.at(-1) ?? -Infinity)
  const end = later(last as Instant, 1 as Duration)
  const from = -Infinity as Instant
  return { ...input, y: barsWithin(y, from, end), x: barsWithin(x, from, end) }
}

function foldOf({ rows, joined, test, untraded }: FoldModel): WatchReading['fold'] {
  const opensAt = (row: number): number => millisecondsOf(joined.times[row]! as Instant)
  return {
    index: rows.index,
    trainFrom: opensAt(rows.trainFrom),
    trainTo: opensAt(rows.testFrom),
    pValue: test?.pValue ?? null,
    halfLifeBars: test?.halfLifeBars ?? null,
    untraded: untraded ?? null,
  }
}

function stanceOf({ state }: Trader): WatchReading['stance'] {
  return state.stance === 'flat' && state.barredFrom !== undefined ? 'barred' : state.stance
}

function intentOf({ trader, driver }: PairRun, row: number): WatchIntent | null {
  const { order, position } = trader
  if (order === undefined) return null
  if (order.kind === 'close') return { kind: 'close', reason: order.reason }
  // The driver has moved on to the row that has not come.
  const prices = pricesOf({ ...trader, row }, 'close')
  const markets = legsOf(trader).map(({ bars }) => driver.markets.get(bars.instrument.name)!)
  const told = (quantities: readonly number[]) =>
    quantities.map((quantity, k) => ({
      instrument: markets[k]!.bars.instrument.name,
      quantity,
    }))
  if (order.kind === 'adjust') {
    const quantities = position?.legs.map(heldQuantity) ?? []
    return { kind: 'adjust', legs: told(rebalancingQuantities(order, { quantities, prices })) }
  }
  const wanted = wantedQuantities(markets, order, prices)
  const lots = wholeLots(markets, wanted)
  const quantities = wanted.map((_, k) =>
    lots === undefined ? 0 : quantityOf(lots[k]!, markets[k]!.bars.instrument.lotSize),
  )
  return { kind: 'open', side: order.side, legs: told(quantities) }
}
