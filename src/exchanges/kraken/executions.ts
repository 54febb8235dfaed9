import { unitsOf } from '../../core/currency.ts'
import type { FillRecord, OrderRecord, OrderUpdate } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { atomsText, plainAtoms, priceText, quantityText } from '../world/wire-numbers.ts'
import { bare } from './json-numbers.ts'
import { ledgerTxid, orderTxid, tradeTxid } from './kraken-ids.ts'
import type { KrakenMarket, KrakenPair } from './kraken-market.ts'
import { isoText } from './kraken-numbers.ts'
import { averageText, expiryOf, feesOf, reasonOf } from './order-words.ts'

// What the channels `executions` and `balances` tell. https://docs.kraken.com/api/docs/websocket-v2/executions

type Words = Readonly<Record<string, unknown>>

/** What an update is told as, each a message of its own. */
export function executionsOf(market: KrakenMarket, update: OrderUpdate): readonly Words[] {
  const { kind, order, fill, at } = update
  switch (kind) {
    case 'accepted':
      return [execution(market, order, 'pending_new', at), execution(market, order, 'new', at)]
    case 'filled': {
      if (fill === undefined) return []
      const trade = tradeExecution(market, fill)
      return order.status === 'filled' ? [trade, execution(market, order, 'filled', at)] : [trade]
    }
    case 'cancelled':
      return [execution(market, order, order.endReason === 'expired' ? 'expired' : 'canceled', at)]
    case 'amended':
      return [execution(market, order, 'amended', at)]
    case 'triggered':
      return [execution(market, order, 'status', at)]
    case 'rejected':
    case 'cancel-rejected':
    case 'amend-rejected':
      return []
  }
}

/** An open order as the snapshot tells it. */
export function openExecution(market: KrakenMarket, order: OrderRecord): Words {
  return execution(market, order, 'new', order.createdAt)
}

function execution(market: KrakenMarket, order: OrderRecord, type: string, at: number): Words {
  const pair = market.pair(order.index)
  const { instrument } = pair.state
  const { words, triggerTicks, priceTicks } = order
  const price = (ticks: number): string => bare(priceText(ticks, instrument))
  const isEnded = type === 'canceled' || type === 'expired'
  const expires = expiryOf(order)
  return {
    ...namesOf(pair, order),
    exec_type: type,
    order_status: type === 'pending_new' ? 'pending_new' : statusOf(order),
    order_type: words['type'],
    time_in_force: words['timeInForce'],
    ...(expires === 0 ? {} : { expire_time: isoText(expires) }),
    ...(words['flags']?.includes('post') === true ? { post_only: true } : {}),
    order_qty: bare(quantityText(order.lots, instrument)),
    ...(Number.isNaN(priceTicks) ? {} : { limit_price: price(priceTicks) }),
    ...(Number.isNaN(triggerTicks)
      ? {}
      : {
          stop_price: price(triggerTicks),
          triggers: {
            reference: 'last',
            price: price(triggerTicks),
            price_type: priceTypeOf(words['trail']),
            status: order.isTriggered ? 'triggered' : 'untriggered',
          },
        }),
    ...progressOf(pair, order),
    ...(isEnded ? { reason: reasonOf(order) } : {}),
    timestamp: isoText(at),
  }
}

export function tradeExecution(market: KrakenMarket, fill: FillRecord): Words {
  const { order } = fill
  const pair = market.pair(order.index)
  const { instrument } = pair.state
  return {
    ...namesOf(pair, order),
    exec_id: tradeTxid(fill.tradeId),
    exec_type: 'trade',
    trade_id: fill.tradeId,
    order_status: statusOf(order),
    order_type: order.words['type'],
    last_qty: bare(quantityText(fill.lots, instrument)),
    last_price: bare(priceText(fill.priceTicks, instrument)),
    cost: bare(plainAtoms(fill.notional)),
    liquidity_ind: fill.liquidity === 'maker' ? 'm' : 't',
    fees: [{ asset: fill.feeCurrency, qty: bare(plainAtoms(fill.feeAtoms)) }],
    ...progressOf(pair, order),
    timestamp: isoText(fill.at),
  }
}

function namesOf({ symbol }: KrakenPair, { orderId, words, request }: OrderRecord): Words {
  const { clientId, userref } = words
  return {
    order_id: orderTxid(orderId),
    ...(clientId === undefined ? {} : { cl_ord_id: clientId }),
    order_userref: userref === undefined ? 0 : Number(userref),
    symbol,
    side: request.side,
  }
}

function progressOf(pair: KrakenPair, order: OrderRecord): Words {
  const { instrument } = pair.state
  return {
    cum_qty: bare(quantityText(order.filledLots, instrument)),
    cum_cost: bare(plainAtoms(order.filledNotional)),
    avg_price: bare(averageText(order, pair)),
    fee_usd_equiv: unitsOf(feesOf(order)),
  }
}

function statusOf({ status, endReason, filledLots }: OrderRecord): string {
  if (status === 'filled') return 'filled'
  if (status === 'cancelled') return endReason === 'expired' ? 'expired' : 'canceled'
  return filledLots > 0 ? 'partially_filled' : 'new'
}

/** The snapshot of the channel `balances`. https://docs.kraken.com/api/docs/websocket-v2/balances */
export function balanceRows(market: KrakenMarket, account: TradingAccount): readonly Words[] {
  return market.assets.map(({ currency }) => {
    const balance = bare(plainAtoms(account.venue.account.wallet(currency)))
    return {
      asset: currency,
      asset_class: 'currency',
      balance,
      wallets: [{ type: 'spot', id: 'main', balance }],
    }
  })
}

/** What a fill changed of the balances: an entry of the ledger for each of its two assets. */
export function ledgerRows(account: TradingAccount, fill: FillRecord): readonly Words[] {
  const { order } = fill
  const { instrument } = account.tradedOf(order.index).terms
  const isBuy = order.request.side === 'buy'
  const entry = (asset: string, isQuote: boolean): Words => ({
    asset,
    asset_class: 'currency',
    amount: isQuote
      ? signed(plainAtoms(fill.notional), !isBuy)
      : signed(quantityText(fill.lots, instrument), isBuy),
    balance: bare(atomsText(account.venue.account.wallet(asset), 10)),
    fee: asset === fill.feeCurrency ? bare(plainAtoms(fill.feeAtoms)) : 0,
    ledger_id: ledgerTxid(fill.tradeId, isQuote),
    ref_id: tradeTxid(fill.tradeId),
    timestamp: isoText(fill.at),
    type: 'trade',
    subtype: '',
    category: 'trade',
    wallet_type: 'spot',
    wallet_id: 'main',
  })
  return [entry(instrument.base, false), entry(instrument.quote, true)]
}

function signed(decimal: string, isIn: boolean): string {
  return bare(isIn ? decimal : `-${decimal}`)
}

/** What the price of a trigger is in: of one that trails the first it had is told. */
function priceTypeOf(trail: string | undefined): string {
  if (trail === undefined) return 'static'
  return trail.endsWith('%') ? 'pct' : 'quote'
}
