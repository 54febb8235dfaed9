import { priceOf, type Lots, type PriceTicks } from '../../core/price.ts'
import { Refused } from '../serving/answer.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { OrderRecord, OrderUpdate } from '../world/order-record.ts'
import type { PublicState } from '../world/public-state.ts'
import type { AskedOrder, AskOutcome, TradingAccount } from '../world/trading-account.ts'
import { fixed } from '../world/wire-numbers.ts'
import { stateNeeded, type BybitMarkets } from './bybit-market.ts'
import { bybitLimits } from './bybit-terms.ts'
import { ticksField } from './order-asks.ts'
import { refusedOrder, unanswered } from './order-refusals.ts'
import { isWaiting } from './order-words.ts'
import { refuse, wrongParameter } from './said.ts'
import { markOf } from './ticker-words.ts'

/** What guards a position, as an order's `stopOrderType` calls it, and the fields that set it. */
const guardFields = {
  TakeProfit: { price: 'takeProfit', by: 'tpTriggerBy' },
  StopLoss: { price: 'stopLoss', by: 'slTriggerBy' },
} as const

type Guard = keyof typeof guardFields
const guards = Object.keys(guardFields) as readonly Guard[]

/** Prices of a request; '' and what is not said leave as it is, 0 takes away. */
type Prices = Readonly<Record<Guard, { readonly text: string; readonly by: string }>>

/**
 * Take-profit and stop-loss of whole positions: orders at market that wait, close what there is when their time has come,
 * and go with the position. Those a new order names are set by its fills.
 * https://bybit-exchange.github.io/docs/v5/position/trading-stop
 */
export class PositionGuards {
  readonly #markets: BybitMarkets
  readonly #account: TradingAccount
  readonly #failed: (error: unknown) => void
  /** What is at work on guards: one after the other, so that none is set twice. */
  #work: Promise<unknown> = Promise.resolve()

  /** @param failed hears of a fault of ours where nobody waits for an answer */
  constructor(markets: BybitMarkets, account: TradingAccount, failed: (error: unknown) => void) {
    this.#markets = markets
    this.#account = account
    this.#failed = failed
  }

  /** `POST /v5/position/trading-stop` */
  set(fields: Fields): Promise<void> {
    return this.#inTurn(() => this.#set(fields))
  }

  async #set(fields: Fields): Promise<void> {
    const state = stateNeeded(this.#markets, fields)
    if (state.instrument.class === 'spot') wrongParameter('category invalid')
    checkGuards(fields)
    const { lots } = this.#account.tradedOf(state.index).position
    if (lots === 0) refuse(10_001, 'can not set tp/sl/ts for zero position')
    const prices = pricesOf(fields)
    for (const guard of guards) {
      checkPrice(guard, fields, { state, isLong: lots > 0, base: state.last() })
    }
    const changed = guards.filter((guard) => this.#isChange(state, guard, prices[guard]))
    if (changed.length === 0) refuse(34_040, 'not modified')
    for (const guard of changed) {
      const outcome = await this.#put(state, guard, prices[guard])
      if (outcome?.kind === 'unanswered') throw new Refused(unanswered)
      if (outcome?.kind === 'refused') throw refusedOrder(outcome.reason, 'linear', lots < 0)
    }
  }

  /** Guards what a fill opened as its order asked, and takes away what guarded a position that is gone. */
  updated({ fill, order }: OrderUpdate): void {
    if (fill === undefined) return
    // Not now, for the market stands still until everyone has heard of the fill.
    queueMicrotask(() => {
      this.#inTurn(() => this.#follow(order)).catch((error: unknown) => {
        // A guard that cannot be set is none: its order was taken, and is not refused any more.
        if (!(error instanceof Refused)) this.#failed(error)
      })
    })
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work)
    this.#work = done.catch(() => undefined)
    return done
  }

  async #follow(order: OrderRecord): Promise<void> {
    const { index, words } = order
    const state = [...this.#markets.linear.symbols.values()].find((each) => each.index === index)
    if (state === undefined) return
    const { lots } = this.#account.tradedOf(index).position
    const closing = lots > 0 ? 'sell' : 'buy'
    for (const guard of guards) {
      const standing = guardOf(this.#account, index, guard)
      const isOver = lots === 0 || standing?.request.side !== closing
      if (standing !== undefined && isOver) await this.#account.cancel(standing)
      const { price, by } = guardFields[guard]
      const asked = { text: words[price] ?? '', by: words[by] || 'LastPrice' }
      const isOpening = lots !== 0 && order.request.side !== closing
      if (isOpening && this.#isChange(state, guard, asked)) await this.#put(state, guard, asked)
    }
  }

  #isChange(state: PublicState, guard: Guard, { text, by }: Prices[Guard]): boolean {
    if (text === '') return false
    const standing = guardOf(this.#account, state.index, guard)
    if (Number(text) === 0) return standing !== undefined
    const triggerTicks = ticksField({ price: text }, 'price', state)
    return standing?.triggerTicks !== triggerTicks || standing.words['triggerBy'] !== by
  }

  /** The old one goes when the new one is taken; a position is never without. @returns what became of the new one */
  async #put(
    state: PublicState,
    guard: Guard,
    { text, by }: Prices[Guard],
  ): Promise<AskOutcome | undefined> {
    const account = this.#account
    const standing = guardOf(account, state.index, guard)
    const { lots } = account.tradedOf(state.index).position
    let outcome: AskOutcome | undefined
    if (Number(text) !== 0 && lots !== 0) {
      const triggerTicks = ticksField({ price: text }, 'price', state)
      outcome = await account.place(
        guardOrder(state, guard, { triggerTicks, by, isLong: lots > 0 }),
      )
      if (outcome.kind !== 'done') return outcome
    }
    if (standing !== undefined) await account.cancel(standing)
    return outcome
  }
}

/** The order that waits to close a position, if there is one. */
export function guardOf(
  account: TradingAccount,
  index: number,
  guard: Guard,
): OrderRecord | undefined {
  return account.records
    .open(index)
    .find((order) => order.words['guard'] === guard && isWaiting(order))
}

function guardOrder(
  state: PublicState,
  guard: Guard,
  about: { readonly triggerTicks: PriceTicks; readonly by: string; readonly isLong: boolean },
): AskedOrder {
  const { triggerTicks, by, isLong } = about
  const { index, instrument } = state
  const reachedBy = (guard === 'TakeProfit') === isLong ? 'rise' : 'fall'
  return {
    request: {
      instrument: index,
      side: isLong ? 'sell' : 'buy',
      // What only reduces is cut to what there is.
      lots: bybitLimits.maxLots as Lots,
      pricing: { kind: 'stop', triggerTicks, triggeredBy: by === 'MarkPrice' ? 'mark' : 'trade' },
      reachedBy,
      timeInForce: { kind: 'gtc' },
      isReduceOnly: true,
    },
    clientId: undefined,
    words: {
      guard,
      type: 'Market',
      timeInForce: 'IOC',
      linkId: '',
      lastPrice: fixed(state.last(), instrument.tickSize.decimals),
      triggerDirection: reachedBy === 'rise' ? '1' : '2',
      triggerBy: by,
      closeOnTrigger: 'true',
    },
  }
}

function pricesOf(fields: Fields): Prices {
  const of = (guard: Guard): Prices[Guard] => ({
    text: fields[guardFields[guard].price] ?? '',
    by: fields[guardFields[guard].by] || 'LastPrice',
  })
  return { TakeProfit: of('TakeProfit'), StopLoss: of('StopLoss') }
}

/** Of the guards real positions have these are not served, and refused: parts of a position, limits, and trailing ones. */
export function checkGuards(fields: Fields): void {
  if (fields['tpslMode'] === 'Partial')
    wrongParameter('params error: tpslMode Partial is not supported')
  for (const name of ['trailingStop', 'tpLimitPrice', 'slLimitPrice']) {
    if (Number(fields[name] || 0) !== 0) wrongParameter(`params error: ${name} is not supported`)
  }
}

/** A profit lies beyond the price a position is measured by, a loss before it. */
export function checkPrice(
  guard: Guard,
  fields: Fields,
  about: { readonly state: PublicState; readonly isLong: boolean; readonly base: number },
): void {
  const { price: name, by } = guardFields[guard]
  if (Number(fields[name] || 0) === 0) return
  const { state, isLong } = about
  const base = fields[by] === 'MarkPrice' ? markOf(state) : about.base
  const price = priceOf(ticksField(fields, name, state), state.instrument.tickSize)
  const isAbove = (guard === 'TakeProfit') === isLong
  if (isAbove ? price > base : price < base) return
  const side = isLong ? 'Buy' : 'Sell'
  const way = isAbove ? 'higher' : 'lower'
  refuse(
    10_001,
    `${guard}:${price} set for ${side} position should be ${way} than base_price:${base}??LastPrice`,
  )
}
