import type { AccountEvent } from '../../../core/orders/account-event.ts'
import type { Instant } from '../../../core/time.ts'
import type { OrderUpdate } from '../../world/order-record.ts'
import { marginFacts, positionFacts } from '../../world/position-facts.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import { atomsText, fixed, priceText, quantityText } from '../../world/wire-numbers.ts'
import { symbolOf, type BinanceMarket } from '../market.ts'
import { marginAssets } from './futures-account-words.ts'
import { algoStatus, futuresRow, futuresStatus, isConditional } from './futures-order-words.ts'

/** What a user's stream tells of an update: the order, and after a fill what it did to balances and position. */
export function futuresEvents(
  market: BinanceMarket,
  account: TradingAccount,
  update: OrderUpdate,
): readonly object[] {
  const { order, fill } = update
  const at = update.at as Instant
  if (isConditional(order) && !order.isTriggered) {
    return isTold(update) ? [algoEvent(market, account, update)] : []
  }
  const first = update.kind === 'triggered' ? [algoEvent(market, account, update)] : []
  const report = orderEvent(market, account, update)
  if (report === undefined) return first
  if (fill === undefined) return [...first, report]
  return [
    ...first,
    accountEvent(market, account, { index: order.index, reason: 'ORDER', at }),
    report,
  ]
}

/** What a user's stream tells of what the account did not ask for. */
export function happenedEvents(
  market: BinanceMarket,
  account: TradingAccount,
  { kind, instrument: index, exchangeTime: at }: AccountEvent,
): readonly object[] {
  const reason =
    kind === 'funding' ? 'FUNDING_FEE' : kind === 'insured' ? 'INSURANCE_CLEAR' : 'ORDER'
  return [accountEvent(market, account, { index, reason, at })]
}

function isTold({ kind }: OrderUpdate): boolean {
  return kind === 'accepted' || kind === 'cancelled' || kind === 'amended'
}

const executionTypes: Readonly<Record<OrderUpdate['kind'], string | undefined>> = {
  accepted: 'NEW',
  triggered: 'NEW',
  filled: 'TRADE',
  cancelled: 'CANCELED',
  amended: 'AMENDMENT',
  rejected: undefined,
  'cancel-rejected': undefined,
  'amend-rejected': undefined,
}

/** `ORDER_TRADE_UPDATE`. */
function orderEvent(
  market: BinanceMarket,
  account: TradingAccount,
  { kind, order, fill, at }: OrderUpdate,
): object | undefined {
  const type = executionTypes[kind]
  if (type === undefined) return undefined
  const { instrument } = account.tradedOf(order.index).terms
  const row = futuresRow(market, account, order)
  const status = kind === 'accepted' || kind === 'triggered' ? 'NEW' : futuresStatus(order)
  const time = Math.floor(at / 1_000)
  return {
    e: 'ORDER_TRADE_UPDATE',
    E: time,
    T: time,
    o: {
      s: row['symbol'],
      c: order.clientId,
      S: row['side'],
      o: row['type'],
      f: row['timeInForce'],
      q: row['origQty'],
      p: row['price'],
      ap: row['avgPrice'],
      sp: '0',
      x: type === 'CANCELED' && status !== 'CANCELED' ? 'EXPIRED' : type,
      X: status,
      i: order.orderId,
      l: fill === undefined ? '0' : quantityText(fill.lots, instrument),
      z: row['executedQty'],
      L: fill === undefined ? '0' : priceText(fill.priceTicks, instrument),
      ...(fill === undefined ? {} : { N: fill.feeCurrency, n: atomsText(fill.feeAtoms, 8) }),
      T: time,
      t: fill?.tradeId ?? 0,
      b: '0',
      a: '0',
      m: fill?.liquidity === 'maker',
      R: order.request.isReduceOnly,
      wt: row['workingType'],
      ot: row['origType'],
      ps: 'BOTH',
      cp: row['closePosition'],
      rp: fill === undefined ? '0' : atomsText(fill.realised, 8),
      pP: false,
      si: 0,
      ss: 0,
      V: 'EXPIRE_MAKER',
      pm: 'NONE',
      gtd: row['goodTillDate'],
    },
  }
}

/** `ALGO_UPDATE`. */
function algoEvent(
  market: BinanceMarket,
  account: TradingAccount,
  { order, at }: OrderUpdate,
): object {
  const { instrument } = account.tradedOf(order.index).terms
  const row = futuresRow(market, account, order)
  const time = Math.floor(at / 1_000)
  return {
    e: 'ALGO_UPDATE',
    T: time,
    E: time,
    o: {
      caid: order.clientId,
      aid: order.orderId,
      at: 'CONDITIONAL',
      o: row['type'],
      s: row['symbol'],
      S: row['side'],
      ps: 'BOTH',
      f: row['timeInForce'],
      q: row['origQty'],
      X: algoStatus(order),
      ai: order.isTriggered ? String(order.orderId) : '',
      tp: priceText(order.triggerTicks, instrument),
      p: row['price'],
      V: 'EXPIRE_MAKER',
      wt: row['workingType'],
      pm: 'NONE',
      cp: row['closePosition'],
      pP: false,
      R: order.request.isReduceOnly,
      tt: order.isTriggered ? time : 0,
      gtd: 0,
    },
  }
}

/** `ACCOUNT_UPDATE`. */
function accountEvent(
  market: BinanceMarket,
  account: TradingAccount,
  { index, reason, at }: { readonly index: number; readonly reason: string; readonly at: Instant },
): object {
  const facts = positionFacts(account, index, at)
  const { position, terms } = account.tradedOf(index)
  const time = Math.floor(at / 1_000)
  return {
    e: 'ACCOUNT_UPDATE',
    E: time,
    T: time,
    a: {
      m: reason,
      B: marginAssets(account).map((asset) => {
        const { wallet } = marginFacts(account, asset, at)
        return { a: asset, wb: fixed(wallet, 8), cw: fixed(wallet, 8), bc: '0' }
      }),
      P: [
        {
          s: symbolOf(market, index),
          pa: quantityText(facts.lots, terms.instrument),
          ep: Number.isNaN(facts.entryPrice) ? '0' : fixed(facts.entryPrice, 8),
          bep: Number.isNaN(facts.entryPrice) ? '0' : fixed(facts.entryPrice, 8),
          cr: atomsText(position.realisedAtoms, 8),
          up: fixed(facts.unrealised, 8),
          mt: facts.mode,
          iw: facts.mode === 'isolated' ? fixed(facts.initialMargin, 8) : '0',
          ps: 'BOTH',
        },
      ],
    },
  }
}
