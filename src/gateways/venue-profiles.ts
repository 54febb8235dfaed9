import type { InstrumentClass } from '../core/instrument.ts'
import type { VenueCapabilities } from '../core/orders/venue.ts'
import type { Duration } from '../core/time.ts'
import { textIn, type TradedListing } from './read-orders.ts'
import { accountCountdown, binanceCountdown, type Countdown } from './countdowns.ts'
import type { CcxtCurrency, CcxtExchange, CcxtMarket, SignedRequest } from './ccxt-exchange.ts'

/** What a venue takes as an order's id of ours. */
interface ClientOrderIds {
  /** What it must look like, our prefix in it. */
  readonly pattern: RegExp
  /** What is put before ours, where it must begin so. */
  readonly prefix: string
  /** The name of the parameter that places an order under it. */
  readonly placeAs: string
  /** The names of the parameters that look for it and cancel it; undefined: only by the venue's own id. */
  readonly findAs: string | undefined
  readonly cancelAs: string | undefined
  /** Whether it is taken again: while its order is open never, afterwards by some. */
  readonly reuse: 'never' | 'once-over'
}

/** A stop of a perpetual in ccxt's parameters: venues keep stops apart from orders until they are triggered. */
interface StopWords {
  /** Of `createOrder` at market; a `triggerPrice` would be taken for one that may open a position too. */
  readonly place: (stop: {
    readonly named: string
    readonly trigger: number
    readonly triggeredBy: 'trade' | 'mark'
  }) => Readonly<Record<string, unknown>>
  /** Of `fetchOrder`, by our id; undefined: as any other order. */
  readonly find?: (named: string) => Readonly<Record<string, unknown>>
  /** Of `fetchOpenOrders`; undefined: they are among the others. */
  readonly list?: Readonly<Record<string, unknown>>
  readonly cancel: (named: string) => Readonly<Record<string, unknown>>
  /** Where the record of a stop that was triggered tells the id of the order it became. */
  readonly becameIn?: string
}

/** How a venue is talked to beside what ccxt unifies. */
export interface VenueProfile {
  readonly ids: ClientOrderIds
  /** How long after it was signed an order is still taken; undefined: for ever. */
  readonly validityWindow: Duration | undefined
  /** Makes it so. */
  readonly stamp: (exchange: CcxtExchange) => void
  /** Parameters of an order that do the same. */
  readonly placeParams?: (nowMs: number) => Readonly<Record<string, unknown>>
  /** Undefined: it has none that calls renew. What Bybit cancels on a disconnect is a setting of the whole account. */
  readonly countdown?: Countdown
  /** What may be asked about an account at once after a quiet time, in ccxt's units; undefined: one after another. */
  readonly requestBurst?: number
  /** Parameters of a list of orders that are over, which has one of our id alone: without them it ends after a page. */
  readonly closedParams?: (named: string) => Readonly<Record<string, unknown>>
  /** Each request of an account carries a number that must be above the one before; ccxt takes the millisecond. */
  readonly countsRequests?: true
  /** Lists of orders and executions are of all pairs of the account, whichever is asked for. */
  readonly listsWholeAccount?: true
  /**
   * Where its answer tells balances without what marks add to them, as ccxt's total has it: the way to the rows, and in each the
   * names of the currency and the amount. Undefined: ccxt's total is no more than that.
   */
  readonly cashIn?: {
    readonly rows: readonly (string | number)[]
    readonly currency: string
    readonly amount: string
  }
  /** Balances are told in the steps that currencies are listed with, however coarse. */
  readonly tellsBalancesInSteps?: true
  /** ccxt stamps its requests by this machine's seconds, whatever the venue's are, unless it is given others. */
  readonly stampsBySeconds?: true
  /** In what steps it tells its time, ms; undefined: in single ones. */
  readonly timeStepMs?: number
  /** Buys at market count the quote currency that they spend. */
  readonly buysCountQuote?: true
  /** What ccxt asks of fees all at once is not what the account pays: a table of tiers, or what is refused without a product. */
  readonly asksFeesOneByOne?: true
  /** Do pushed executions carry the ids that its lists have? */
  readonly pushesFills: boolean
  /** The types of markets to load, by class, in ccxt's words for this venue. */
  readonly marketTypes: Readonly<Record<InstrumentClass, string>>
  /** Parameters of every look for an order. */
  readonly findParams: Readonly<Record<string, unknown>>
  /** How stops are spoken of, which only reduce a perpetual's position; undefined where none are placed. */
  readonly stops?: StopWords
  /** From when on a market that still trades is delisted, as far as that is announced in it; epoch milliseconds. */
  readonly delistedFrom: (market: CcxtMarket) => number | undefined
  /** Does a currency say in the venue's own words, beside ccxt's, that it cannot be withdrawn? */
  readonly frozenWhile: (currency: CcxtCurrency) => boolean
}

const windowMs = 5_000
const window = (windowMs * 1_000) as Duration
const ccxtTypes = { spot: 'spot', linear: 'linear', inverse: 'inverse' } as const
const swapTypes = { spot: 'spot', linear: 'swap', inverse: 'swap' } as const

/** As each venue's documentation had it in 2026. */
const profiles: Readonly<Record<string, Partial<VenueProfile>>> = {
  // "newClientOrderId: automatically generated if not sent; orders with the same id can be accepted only when the
  // previous one is filled", ^[\.A-Z\:/a-z0-9_-]{1,36}$
  binance: {
    ids: idsOf(/^[.A-Z:/a-z0-9_-]{1,36}$/, {
      findAs: 'origClientOrderId',
      cancelAs: 'clientOrderId',
      reuse: 'once-over',
    }),
    validityWindow: window,
    stamp: (exchange) => void (exchange.options['recvWindow'] = windowMs),
    pushesFills: true,
    marketTypes: ccxtTypes,
  },
  binanceusdm: {
    ids: idsOf(/^[.A-Z:/a-z0-9_-]{1,36}$/, {
      findAs: 'origClientOrderId',
      cancelAs: 'clientOrderId',
      reuse: 'once-over',
    }),
    validityWindow: window,
    stamp: (exchange) => void (exchange.options['recvWindow'] = windowMs),
    // "algoType":"CONDITIONAL","type":"STOP_MARKET","workingType":"MARK_PRICE","clientAlgoId","actualOrderId"
    stops: {
      place: ({ named, trigger, triggeredBy }) => ({
        clientOrderId: named,
        stopLossPrice: trigger,
        workingType: triggeredBy === 'mark' ? 'MARK_PRICE' : 'CONTRACT_PRICE',
      }),
      find: (named) => ({ trigger: true, clientAlgoId: named }),
      list: { trigger: true },
      cancel: (named) => ({ trigger: true, clientAlgoId: named }),
      becameIn: 'actualOrderId',
    },
    countdown: binanceCountdown,
    asksFeesOneByOne: true,
    pushesFills: true,
    marketTypes: ccxtTypes,
    // A perpetual that stays has the 25th of December 2100: 4133404800000.
    delistedFrom: ({ info }) => endIn(info, 'deliveryDate', 4_133_404_800_000),
  },
  // orderLinkId: 36 characters, numbers, letters, dashes and underscores, always unique
  bybit: {
    ids: idsOf(/^[A-Za-z0-9_-]{1,36}$/, {
      findAs: 'orderLinkId',
      cancelAs: 'orderLinkId',
      reuse: 'never',
    }),
    validityWindow: window,
    stamp: (exchange) => {
      exchange.options['recvWindow'] = windowMs
      onSign(exchange, ({ headers }) => delete headers?.['Referer'])
    },
    // One order all its life: orderStatus Untriggered, then like any other, under the same ids
    stops: {
      place: ({ named, trigger, triggeredBy }) => ({
        clientOrderId: named,
        stopLossPrice: trigger,
        triggerBy: triggeredBy === 'mark' ? 'MarkPrice' : 'LastPrice',
      }),
      cancel: (named) => ({ orderLinkId: named }),
    },
    asksFeesOneByOne: true,
    pushesFills: true,
    marketTypes: ccxtTypes,
    // "deliveryTime: delivery timestamp (ms); for a perpetual its delisting time", "0" where it stays
    delistedFrom: ({ swap, info }) => (swap === true ? endIn(info, 'deliveryTime') : undefined),
    findParams: { acknowledged: true },
  },
  // clOrdId: case-sensitive letters and numbers, up to 32
  okx: {
    ids: idsOf(/^[A-Za-z0-9]{1,32}$/, {
      findAs: 'clOrdId',
      cancelAs: 'clOrdId',
      reuse: 'once-over',
    }),
    validityWindow: window,
    stamp: (exchange) =>
      onSign(exchange, (request) => {
        if (request.method !== 'POST' || !request.url.includes('/trade/')) return
        request.headers = { ...request.headers, expTime: String(venueTime(exchange) + windowMs) }
      }),
    // "algoClOrdId","ordType":"conditional","slTriggerPxType":"mark","slOrdPx":"-1","state":"live","ordId":""
    stops: {
      place: ({ named, trigger, triggeredBy }) => ({
        algoClOrdId: named,
        stopLossPrice: trigger,
        slTriggerPxType: triggeredBy === 'mark' ? 'mark' : 'last',
      }),
      find: (named) => ({ trigger: true, clOrdId: named }),
      list: { trigger: true, ordType: 'conditional' },
      cancel: (named) => ({ trigger: true, clOrdId: named }),
      becameIn: 'ordId',
    },
    // "eq: equity of currency", which has the unrealised profit of perpetuals in it; "cashBal: cash balance"
    cashIn: { rows: ['data', 0, 'details'], currency: 'ccy', amount: 'cashBal' },
    countdown: accountCountdown,
    pushesFills: true,
    marketTypes: swapTypes,
    // "expTime: expiry time; for spot and swaps the delisting time if it is to be delisted", "" where it stays
    delistedFrom: ({ info }) => endIn(info, 'expTime'),
  },
  // cl_ord_id: a UUID, 32 hexadecimal digits, or free text of up to 18 characters; deadline: RFC 3339, the matching
  // engine refuses what comes later
  kraken: {
    ids: idsOf(/^[ -~]{1,18}$/, {
      placeAs: 'cl_ord_id',
      findAs: undefined,
      cancelAs: 'cl_ord_id',
      reuse: 'once-over',
    }),
    validityWindow: window,
    placeParams: (nowMs) => ({ deadline: new Date(nowMs + windowMs).toISOString() }),
    countdown: accountCountdown,
    // A private call adds one (three of ccxt's units) to a counter that ends at 15 and falls by a third a second: half of
    // that, for a run before this one may have left it up.
    requestBurst: 21,
    // ClosedOrders: "50 results are returned at a time", "cl_ord_id: restrict results to given client order id"
    closedParams: (named) => ({ clientOrderId: named }),
    countsRequests: true,
    timeStepMs: 1_000,
    listsWholeAccount: true,
    // Dollars have four decimals there.
    tellsBalancesInSteps: true,
    pushesFills: true,
    // status: enabled, deposit_only, withdrawal_only, funding_temporarily_disabled
    frozenWhile: ({ info }) =>
      /^(deposit_only|funding_temporarily_disabled|disabled)$/.test(textIn(info, 'status')),
  },
  // client_order_id: "if the id provided is not unique, the order will not be created and the existing one returned";
  // a request's token is good for two minutes
  coinbase: {
    ids: idsOf(/^[A-Za-z0-9-]{1,128}$/, {
      placeAs: 'client_order_id',
      findAs: undefined,
      cancelAs: undefined,
      reuse: 'never',
    }),
    validityWindow: 120_000_000 as Duration,
    stampsBySeconds: true,
    timeStepMs: 1_000,
    buysCountQuote: true,
  },
  // text: begins with t-, then up to 28 bytes of letters, numbers, _ - .
  gate: {
    ids: idsOf(/^t-[0-9A-Za-z_.-]{1,28}$/, {
      prefix: 't-',
      placeAs: 'text',
      findAs: 'text',
      reuse: 'once-over',
    }),
    marketTypes: swapTypes,
  },
  bitget: {
    ids: idsOf(/^[A-Za-z0-9_:#.-]{1,50}$/, {
      findAs: 'clientOid',
      cancelAs: 'clientOid',
      reuse: 'never',
    }),
    marketTypes: swapTypes,
  },
  kucoin: {
    ids: idsOf(/^[A-Za-z0-9_-]{1,40}$/, {
      findAs: 'clientOid',
      cancelAs: 'clientOid',
      reuse: 'never',
    }),
  },
  hyperliquid: { ids: idsOf(/^0x[0-9a-f]{32}$/, { reuse: 'never' }), marketTypes: swapTypes },
}

/** How a venue is talked to; one that is not in the table is taken at what ccxt says of it, and nothing is proven there. */
export function profileOf(id: string): VenueProfile {
  return {
    ids: idsOf(/^[A-Za-z0-9]{1,18}$/, {}),
    validityWindow: undefined,
    stamp: () => undefined,
    pushesFills: false,
    marketTypes: swapTypes,
    findParams: {},
    delistedFrom: () => undefined,
    frozenWhile: () => false,
    ...profiles[id],
  }
}

/** What an account at a venue can do. */
export function capabilitiesOf(
  { has }: CcxtExchange,
  { countdown, stops, validityWindow }: VenueProfile,
  listings: readonly TradedListing[],
): VenueCapabilities {
  const isOfDerivatives = listings.some(({ instrument }) => instrument.class !== 'spot')
  return {
    cancelAllAfter: countdown !== undefined,
    reduceOnly: isOfDerivatives,
    stops: isOfDerivatives && stops !== undefined,
    amend: has['editOrder'] === true,
    validityWindow,
    isEphemeral: false,
  }
}

/** A venue's clock as far as it is known, epoch milliseconds: by it requests are stamped, and judged until when they hold. */
export function venueTime(exchange: CcxtExchange): number {
  const { timeDifference } = exchange.options
  return exchange.milliseconds() - (typeof timeDifference === 'number' ? timeDifference : 0)
}

/** An instant of a venue's own record, epoch milliseconds; undefined where it is not there, 0 or the usual one. */
function endIn(info: unknown, name: string, usual?: number): number | undefined {
  const end = Number(textIn(info, name))
  return end > 0 && end !== usual ? end : undefined
}

function idsOf(pattern: RegExp, change: Partial<ClientOrderIds>): ClientOrderIds {
  return {
    pattern,
    prefix: '',
    placeAs: 'clientOrderId',
    findAs: 'clientOrderId',
    cancelAs: undefined,
    reuse: 'once-over',
    ...change,
  }
}

function onSign(exchange: CcxtExchange, change: (request: SignedRequest) => void): void {
  const sign = exchange.sign.bind(exchange)
  exchange.sign = (...request) => {
    const signed = sign(...request)
    change(signed)
    return signed
  }
}
