import { movesOf } from '../world/fill-moves.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { atomsText } from '../world/wire-numbers.ts'
import { listField, textField, type Fields } from './fields.ts'
import { assetDecimals } from './kraken-info.ts'
import { ledgerTxid, tradeTxid } from './kraken-ids.ts'
import type { KrakenMarket } from './kraken-market.ts'
import type { PrivateCall } from './private-calls.ts'
import { granted } from './refusals.ts'

/** An entry of the ledger, and what pages choose by. */
interface Entry {
  readonly id: string
  readonly at: number
  readonly row: Readonly<Record<string, unknown>>
}

/** What the account's history is chosen and paged by: those of `AccountCalls`. */
interface Pages {
  readonly within: (fields: Fields) => (at: number) => boolean
  readonly paged: <Row>(rows: readonly Row[], fields: Fields) => readonly Row[]
}

/** The ledger: two entries a trade, one of each currency. https://docs.kraken.com/api/docs/rest-api/get-ledgers-info */
export function ledgerCalls(
  market: KrakenMarket,
  account: TradingAccount,
  { within, paged }: Pages,
): readonly PrivateCall[] {
  return [
    {
      name: 'Ledgers',
      weight: 2,
      handle(fields) {
        const isWithin = within(fields)
        const type = textField(fields, 'type') ?? 'all'
        const isOfType = type === 'all' || type === 'trade'
        const asked = textField(fields, 'asset')?.split(',') ?? ['all']
        const entries = isOfType
          ? entriesOf(market, account, asked).filter(({ at }) => isWithin(at))
          : []
        return granted({ ledger: rowsOf(paged(entries, fields)), count: entries.length })
      },
    },
    {
      name: 'QueryLedgers',
      weight: 2,
      handle(fields) {
        const ids = listField(fields, 'id')
        const named = entriesOf(market, account, ['all']).filter(({ id }) => ids.includes(id))
        return granted(rowsOf(named))
      },
    },
  ]
}

function rowsOf(entries: readonly Entry[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(entries.map(({ id, row }) => [id, row]))
}

/** Latest first. @param asked names of assets, or `all` */
function entriesOf(
  market: KrakenMarket,
  account: TradingAccount,
  asked: readonly string[],
): readonly Entry[] {
  const isAsked = (asset: KrakenMarket['assets'][number]): boolean =>
    asked.some((name) => name === 'all' || [asset.id, asset.altname, asset.currency].includes(name))
  return market.assets
    .filter(isAsked)
    .flatMap((asset) => entriesOfAsset(account, asset))
    .toSorted((a, b) => b.at - a.at)
}

/** Balances are told backwards, from the one of now. */
function entriesOfAsset(
  account: TradingAccount,
  asset: KrakenMarket['assets'][number],
): readonly Entry[] {
  const { currency, id: assetId } = asset
  const text = (atoms: bigint): string => atomsText(atoms, assetDecimals(asset))
  let balance = account.venue.account.wallet(currency)
  return movesOf(account, currency)
    .toReversed()
    .map(({ fill, amount, fee }) => {
      const isQuote = account.tradedOf(fill.order.index).terms.instrument.quote === currency
      const row = {
        aclass: 'currency',
        amount: text(amount),
        asset: assetId,
        balance: text(balance),
        fee: text(fee),
        refid: tradeTxid(fill.tradeId),
        time: fill.at / 1e6,
        type: 'trade',
        subtype: 'tradespot',
      }
      balance -= amount - fee
      return { id: ledgerTxid(fill.tradeId, isQuote), at: fill.at, row }
    })
}
