import { noIntents, type Intent } from '../../../core/strategy/intent.ts'
import type { Strategy, StrategyEvent } from '../../../core/strategy/strategy.ts'
import type { Lots } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { invariant } from '../../../math/invariant.ts'
import { fillEntry, type Fill } from '../../../portfolio/fill.ts'
import type { BacktestInput, BacktestOptions } from '../backtest-options.ts'
import type { FoldModel } from '../relation/fold-model.ts'
import {
  closeBar,
  hearOpen,
  openBar,
  startDriver,
  type BookDriver,
  type OpenedBar,
} from '../trading/book-driver.ts'
import { fillOrders, type LegOrder } from '../trading/book.ts'
import { uncapped } from '../trading/exposure-caps.ts'
import { legMarket, type LegMarket } from '../trading/leg-market.ts'
import { startTrader, type Trader } from '../trading/trader.ts'

/** What the strategy remembers: the driver of the backtest, at the bar it has come to. */
interface State {
  row: number
  /** The fold in force. */
  fold: number
  opened: OpenedBar | undefined
  /** By instrument, what the venue has told of the orders of this open. */
  readonly fills: Map<number, Fill>
}

/** The pairs decision as a strategy of the engine, and what it leaves behind. */
export interface PairStrategy {
  readonly strategy: Strategy<State>
  /** y, x: the instruments of the run. */
  readonly markets: readonly [LegMarket, LegMarket]
  /** Its trades, when the run is over. */
  readonly driver: BookDriver
  readonly calendar: Float64Array
}

/**
 * Puts the pairs decision under the engine: what a backtest fills itself is sent as market orders to the venue of a run
 * over bars, and what the venue tells of them is what is booked. Deciding, sizing and trades are the backtest's own.
 *
 * Relations whose legs end apart are not for it: the last prices of a series that ended cannot be traded at.
 */
export function pairStrategy(
  input: BacktestInput,
  options: BacktestOptions,
  models: readonly FoldModel[],
): PairStrategy {
  const { times } = models[0]!.joined
  const markets = [
    legMarket(input.y, input.yFunding, options),
    legMarket(input.x, input.xFunding, options),
  ] as const
  const fills = new Map<number, Fill>()
  const driver = startDriver(markets, times, options, {
    capital: options.notional,
    delayBars: 0,
    caps: uncapped,
    trade: (ledger, market, order) => {
      const fill = fills.get(markets.indexOf(market))
      invariant(fill?.lots === order.lots, 'the venue has filled what was ordered')
      ledger.apply(fillEntry(fill))
      return fill
    },
  })
  const first = models[0]!
  const trader = startTrader(first, 0, times[first.rows.testFrom]! as Instant)
  driver.traders.set('pair', trader)
  const strategy: Strategy<State> = {
    name: 'pairs',
    begin: () => ({ row: first.rows.testFrom, fold: 0, opened: undefined, fills }),
    decide: (state, event) => hear({ driver, trader, models, markets }, state, event),
  }
  return { strategy, driver, markets, calendar: times.subarray(first.rows.testFrom) }
}

interface Parts {
  readonly driver: BookDriver
  readonly trader: Trader
  readonly models: readonly FoldModel[]
  readonly markets: readonly LegMarket[]
}

function hear(parts: Parts, state: State, event: StrategyEvent): readonly Intent[] {
  if (event.kind === 'order') {
    const { answer } = event
    invariant(answer.kind === 'filled', `an order at an open was ${answer.kind}`)
    const market = parts.markets[answer.instrument]!
    const isBuy = event.order.request.side === 'buy'
    state.fills.set(answer.instrument, {
      time: answer.exchangeTime,
      instrument: market.bars.instrument,
      lots: (isBuy ? answer.lots : 0 - answer.lots) as Lots,
      priceTicks: answer.priceTicks,
      priceStep: answer.priceStep!,
      feeAtoms: answer.feeAtoms,
      feeCurrency: answer.feeCurrency,
    })
    return noIntents
  }
  if (event.kind !== 'market') return noIntents
  return state.opened === undefined ? onOpen(parts, state) : onClose(parts, state, state.opened)
}

function onOpen({ driver, trader, models, markets }: Parts, state: State): readonly Intent[] {
  while (state.row >= models[state.fold]!.rows.testTo) state.fold++
  trader.model = models[state.fold]!
  state.opened = openBar(driver, state.row)
  state.fills.clear()
  return state.opened.due.orders.flatMap((order) => intentOf(order, markets))
}

function intentOf({ leg, lots }: LegOrder, markets: readonly LegMarket[]): Intent[] {
  if (lots === 0) return []
  const instrument = markets.indexOf(leg.market)
  const order = {
    instrument,
    side: lots > 0 ? 'buy' : 'sell',
    lots: Math.abs(lots) as Lots,
    pricing: { kind: 'market' },
    timeInForce: { kind: 'ioc' },
  } as const
  return [{ kind: 'place', order }]
}

function onClose({ driver }: Parts, state: State, opened: OpenedBar): readonly Intent[] {
  fillOrders(driver.book, opened.time, opened.due.orders)
  hearOpen(driver, opened)
  closeBar(driver, state.row, opened)
  state.row++
  state.opened = undefined
  return noIntents
}
