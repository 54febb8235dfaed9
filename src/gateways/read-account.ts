import { atomsOfDecimal } from '../core/decimal-atoms.ts'
import { stepsOfDecimal } from '../core/decimal-steps.ts'
import type { Atoms, Currency } from '../core/currency.ts'
import type { VenueHoldings, VenueStatus } from '../core/orders/venue.ts'
import type { Lots } from '../core/price.ts'
import type { CcxtExchange, CcxtMarket } from './ccxt-exchange.ts'
import { textIn, type TradedListing } from './read-orders.ts'
import { profileOf, type VenueProfile } from './venue-profiles.ts'

/** What an account holds: balances to the atom, positions of the perpetuals that are traded. */
export async function readHoldings(
  exchange: CcxtExchange,
  listings: readonly TradedListing[],
): Promise<VenueHoldings> {
  const balance = await exchange.fetchBalance()
  const { tellsBalancesInSteps, cashIn } = profileOf(exchange.id)
  const balances = new Map<Currency, Atoms>()
  const steps = new Map<Currency, Atoms>()
  const listed =
    cashIn === undefined ? Object.entries(balance.total) : cashOf(exchange, cashIn, balance.info)
  for (const [currency, units] of listed) {
    // ccxt reads decimal text into doubles; the shortest text of a double is what it read.
    const atoms = atomsOfDecimal(String(units))
    if (atoms !== undefined) balances.set(currency, atoms)
    const step = atomsOfDecimal(String(exchange.currencies?.[currency]?.precision))
    if (tellsBalancesInSteps === true && step !== undefined && step > usualStep)
      steps.set(currency, step)
  }
  return { balances, steps, positions: await positionsOf(exchange, listings) }
}

/** By currency, in the venue's own words. */
function cashOf(
  exchange: CcxtExchange,
  { rows, currency, amount }: NonNullable<VenueProfile['cashIn']>,
  info: unknown,
): readonly (readonly [Currency, string])[] {
  const found = rows.reduce<unknown>((part, name) => Object(part)[name] as unknown, info)
  if (!Array.isArray(found)) throw new Error(`no balances at ${rows.join('.')}`)
  return found.map((row) => [exchange.safeCurrencyCode(textIn(row, currency)), textIn(row, amount)])
}

/** Eight decimals: what is finer makes no difference that anybody compares. */
const usualStep = 10n ** 10n

async function positionsOf(
  exchange: CcxtExchange,
  listings: readonly TradedListing[],
): Promise<Map<number, Lots>> {
  const positions = new Map<number, Lots>()
  const traded = listings.filter(({ instrument }) => instrument.class !== 'spot')
  if (traded.length === 0) return positions
  const held = await exchange.fetchPositions(traded.map(({ symbol }) => symbol))
  for (const { symbol, contracts, side } of held) {
    const listing = traded.find((each) => each.symbol === symbol)
    if (listing === undefined || contracts === undefined) continue
    const lots = stepsOfDecimal(String(Math.abs(contracts)), listing.instrument.lotSize)
    if (lots.kind !== 'value') continue
    positions.set(listing.index, (side === 'short' ? 0 - lots.value : lots.value) as Lots)
  }
  return positions
}

/** Whether a venue trades, lets coins out, and still lists what is traded. What it does not tell is not known. */
export async function readStatus(
  exchange: CcxtExchange,
  listings: readonly TradedListing[],
): Promise<VenueStatus> {
  const { frozenWhile, delistedFrom } = profileOf(exchange.id)
  const [status, markets, currencies] = await Promise.all([
    told(exchange, 'fetchStatus', () => exchange.fetchStatus()),
    exchange.loadMarkets(true).catch(() => undefined),
    told(exchange, 'fetchCurrencies', () => exchange.fetchCurrencies()),
  ])
  const isGone = (market: CcxtMarket | undefined): boolean =>
    market === undefined || market.active === false || delistedFrom(market) !== undefined
  return {
    trading: tradingOf(status?.status),
    frozenWithdrawals:
      currencies &&
      Object.entries(currencies)
        .filter(([, currency]) => currency.withdraw === false || frozenWhile(currency))
        .map(([code]) => code),
    delisted:
      markets && listings.filter(({ symbol }) => isGone(markets[symbol])).map(({ index }) => index),
  }
}

/** What a venue was asked and did not answer, or cannot be asked, is undefined. */
async function told<T>(
  { has }: CcxtExchange,
  question: string,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  return has[question] === true ? ask().catch(() => undefined) : undefined
}

function tradingOf(status: string | undefined): VenueStatus['trading'] {
  if (status === undefined) return 'unknown'
  return status === 'maintenance' || status === 'error' || status === 'shutdown' ? 'halted' : 'open'
}
