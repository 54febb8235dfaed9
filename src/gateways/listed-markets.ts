import { stepOfDecimal } from '../core/decimal-steps.ts'
import { UsageError } from '../core/errors.ts'
import type { Instrument, InstrumentClass } from '../core/instrument.ts'
import type { Step } from '../core/price.ts'
import type { CcxtMarket } from './ccxt-exchange.ts'

/** An instrument and what its venue calls it. */
export interface ListedMarket {
  readonly instrument: Instrument
  readonly market: CcxtMarket
}

/**
 * The market of an instrument asked for as `BASE-QUOTE` or `BASE-QUOTE:linear`; spot where nothing is said and there is
 * spot.
 *
 * @throws UsageError when the venue lists none, or says too little of it
 */
export function marketOf(
  venue: string,
  markets: Readonly<Record<string, CcxtMarket>>,
  wanted: { readonly name: string; readonly class: InstrumentClass | undefined },
): ListedMarket {
  const [base, quote] = wanted.name.split('-') as [string, string?]
  const found = Object.values(markets).filter(
    (market) => market.base === base && market.quote === quote && classOf(market) !== undefined,
  )
  const classes: readonly InstrumentClass[] =
    wanted.class === undefined ? ['spot', 'linear', 'inverse'] : [wanted.class]
  for (const kind of classes) {
    const market = found.find((each) => classOf(each) === kind)
    if (market === undefined) continue
    return { market, instrument: instrumentOf(venue, market, kind) }
  }
  throw new UsageError(
    `${venue} lists no ${wanted.class ?? ''} ${wanted.name}`.replace('  ', ' '),
    {
      venue,
      instrument: wanted.name,
    },
  )
}

/** Spot or a perpetual; undefined for anything else. */
function classOf(market: CcxtMarket): InstrumentClass | undefined {
  if (market.spot === true) return 'spot'
  if (market.swap !== true) return undefined
  if (market.linear === true) return 'linear'
  return market.inverse === true ? 'inverse' : undefined
}

function instrumentOf(venue: string, market: CcxtMarket, kind: InstrumentClass): Instrument {
  const { base, quote, precision, contractSize } = market
  const contract = kind === 'spot' || contractSize === undefined ? undefined : stepOf(contractSize)
  return {
    name: `${base}-${quote}`,
    venue,
    base,
    quote,
    class: kind,
    tickSize: required(venue, market, precision.price, 'price'),
    lotSize: required(venue, market, precision.amount, 'quantity'),
    ...(contract === undefined ? {} : { contractSize: contract }),
  }
}

function required(
  venue: string,
  market: CcxtMarket,
  value: number | undefined,
  what: string,
): Step {
  const step = value === undefined ? undefined : stepOf(value)
  if (step !== undefined) return step
  throw new UsageError(`${venue} does not say in what steps ${market.symbol} counts its ${what}`)
}

/** ccxt reads decimal text into doubles; the shortest text of a double is what it read. */
function stepOf(value: number): Step | undefined {
  return stepOfDecimal(String(value))
}
