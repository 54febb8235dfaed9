import { setTimeout as pause } from 'node:timers/promises'
import { unitsOfQuantity } from '../../core/contract-step.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import {
  openExchange,
  requireCcxtExchange,
  worldError,
  type CcxtExchange,
  type CcxtMarket,
} from '../../gateways/ccxt-exchange.ts'
import { Backoff } from '../../gateways/backoff.ts'
import { marketOf } from '../../gateways/listed-markets.ts'
import { offClock } from '../../gateways/clock-reading.ts'
import { isOfKey, isOfTime, isTransient } from '../../gateways/order-outcomes.ts'
import { profileOf } from '../../gateways/venue-profiles.ts'
import { VenueTime } from '../../gateways/venue-time.ts'
import type { VenueConnection } from '../trade/venue-connection.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { WantedInstrument } from './wanted-instrument.ts'

/** Opens an exchange of ccxt for what is wanted of it, and loads its markets. @throws IsobarError of code `world` */
export async function openCcxt(
  { venue, id }: { readonly venue: string; readonly id: string },
  wanted: readonly WantedInstrument[],
  connection: Partial<VenueConnection>,
): Promise<CcxtExchange> {
  requireCcxtExchange(id, connection.exchange ? `venues.${venue}.exchange: ` : `${venue}: `)
  const { url = '', apiKey = '', secret = '', password = '' } = connection
  const classes = new Set(wanted.map(({ class: kind }) => kind ?? 'spot'))
  const types = [...new Set([...classes].map((kind) => profileOf(id).marketTypes[kind]))]
  const exchange = await openExchange(id, {
    ...(url === '' ? {} : { url }),
    ...(apiKey === '' ? {} : { apiKey }),
    ...(secret === '' ? {} : { secret }),
    ...(password === '' ? {} : { password }),
    options: {
      // Only what is wanted: with more loaded, ccxt asks more, and tells spot from futures by addresses.
      fetchMarkets: { types: types.length === 0 ? ['spot'] : types },
      defaultType: types[0] ?? 'spot',
      fetchMargins: false,
      warnOnFetchOpenOrdersWithoutSymbol: false,
      ...connection.options,
    },
  })
  const time = new VenueTime(exchange)
  // With a key even markets are asked for with requests that are signed and stamped.
  let clock = apiKey === '' ? undefined : await time.ask()
  const backoff = new Backoff()
  for (let attempt = 1; ; attempt++) {
    try {
      // ccxt gives what failed again unless it is told to ask anew.
      await exchange.loadMarkets(attempt > 1)
      return exchange
    } catch (cause) {
      if (isOfTime(cause)) clock = await time.ask()
      if (attempt < triesMost && isTransient(cause)) await pause(backoff.nextMs())
      else {
        const what = apiKey !== '' && isOfKey(cause) ? keyWords : 'asking for its markets'
        const attempted = `${what}${offClock(cause, clock)}`
        throw worldError(venue, attempted, cause, [apiKey, secret, password])
      }
    }
  }
}

/** With a key the first question is signed, too: what is wrong with it is not the question. */
const keyWords = 'it does not take the key, its secret or its password'

/** A venue that has trouble of its own is asked for its markets so often: one of a hundred questions failing ended a start. */
const triesMost = 4

/** An instrument, and what ccxt calls it at its venue. */
interface CcxtListed {
  readonly instrument: Instrument
  readonly symbol: string
  readonly least: LeastOrder
}

/** Amounts are counted as the venue does, in contracts where it has them; costs in quote. */
function leastOf({ limits }: CcxtMarket, instrument: Instrument): LeastOrder {
  const quantity = unitsOfQuantity(instrument, limits?.amount?.min ?? NaN)
  const notional = limits?.cost?.min ?? NaN
  return {
    ...(quantity >= 0 ? { minQuantity: quantity } : {}),
    ...(notional >= 0 ? { minNotional: notional } : {}),
  }
}

const dollars = ['USDT', 'USD', 'USDC', 'EUR'] as const

/** What an open exchange lists of a wish; undefined where it lists none. */
export function ccxtListed(
  venue: string,
  { markets = {} }: CcxtExchange,
  { base, quote, class: kind }: WantedInstrument,
): CcxtListed | undefined {
  for (const each of quote === undefined ? dollars : [quote]) {
    const isThere = Object.values(markets).some(
      (market) => market.base === base && market.quote === each,
    )
    if (!isThere) continue
    try {
      const { instrument, market } = marketOf(venue, markets, {
        name: `${base}-${each}`,
        class: kind,
      })
      return { instrument, symbol: market.symbol, least: leastOf(market, instrument) }
    } catch (cause) {
      // There is a pair of them, and of another class: of this one it lists none.
      if (!(cause instanceof UsageError)) throw cause
    }
  }
  return undefined
}
