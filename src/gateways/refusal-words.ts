import type { RejectReason } from '../core/orders/order-event.ts'

/** What a venue's words say of a command: why it was refused, that its order is not there, or nothing that is sure. */
type Meant = RejectReason | 'not-found' | 'unknown'

type Rules = readonly (readonly [RegExp, Meant])[]

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/errors, https://developers.binance.com/docs/binance-spot-api-docs/filters,
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code
 *
 * Of some words ccxt leaves the code out. `LOT_SIZE` is left to be off the grid: it may be too little, too much or between two
 * steps. -1008 is a refusal only where it says that the request was throttled.
 */
const binance: Rules = [
  [/^(-(1010|2010) )?Duplicate order/, 'unknown'],
  [/^-(4115|4116)\b/, 'unknown'],
  // Cancelled, and not placed again; stops that are just becoming orders; options' own confusion.
  [/^-(2021 Order cancel-replace partially|4117|4078)\b/, 'unknown'],
  [/^(-(1010|2010|2011|1013) )?(Unknown order|Order does not exist)/, 'not-found'],
  [
    /^(-(1010|2010|2021) )?Order would (immediately match and take|(immediately )?trigger)/,
    'would-take',
  ],
  [/^-5022\b/, 'would-take'],
  [/^(-(1010|2010) )?Account has insufficient balance/, 'insufficient-balance'],
  [/^(-1013 )?Filter failure: (MIN_)?NOTIONAL\b/, 'too-small'],
  [/^(-1013 )?Filter failure: (PRICE_FILTER|(MARKET_)?LOT_SIZE)\b/, 'off-grid'],
  [/^(-1013 )?Filter failure: PERCENT_PRICE/, 'price-band'],
  [/^(-1013 )?Filter failure: MAX_POSITION\b/, 'too-large'],
  [/^-(1003|1015|1008 Request throttled)\b/, 'rate-limit'],
  [/^-(1021|5028)\b/, 'too-late'],
  [/^-1111\b/, 'off-grid'],
  [/^-(4003|4004|4164)\b/, 'too-small'],
  [/^-(4005|2027|4074)\b/, 'too-large'],
  [/^-(4014|4023)\b/, 'off-grid'],
  [/^-(4001|4002|4006|4007|4013|4016|4024|4131|4183|4184|4210|4211)\b/, 'price-band'],
  [/^-(2018|4050|4051)\b/, 'insufficient-balance'],
  [/^-(2019|2028)\b/, 'insufficient-margin'],
  [/^-(2022 ReduceOnly|2024|4118)\b/, 'no-position-to-reduce'],
  [/^-5021\b/, 'no-fill-or-kill'],
  [/^-(2020|5041)\b/, 'no-liquidity'],
  [/^-4142\b/, 'would-take'],
  [/^Filter failure/, 'halted'],
  // What the matching engine, the filters and the futures refuse for anything else.
  [/^-(1010|1013|1014|2010|2022|2023|2025|2026)\b/, 'halted'],
  [/^-(4\d{3}|502[4-7]|503[7-9]|5040)\b/, 'halted'],
]

/** https://bybit-exchange.github.io/docs/v5/error */
const bybit: Rules = [
  // Ids that are there already; what it waited for in vain; what it only took in.
  [/^(170141|110072|110030|140030|12141|10014)\b/, 'unknown'],
  [
    /^(10000|10016|10019|10429|170001|170007|170032|170035|170146|170147|170149|170150)\b/,
    'unknown',
  ],
  [/^(110001|110008|110010|170139|170142|170143|170190|170213)\b/, 'not-found'],
  [/^(10006|10018|170005)\b/, 'rate-limit'],
  [/^10002\b/, 'too-late'],
  [/^10001 .*\b(qty|quantity|price|precision)\b/i, 'off-grid'],
  [/^(170134|170137|170148|12137)\b/, 'off-grid'],
  [/^(170136|170140|110094)\b/, 'too-small'],
  [/^(170124|170135|170197|170198|170199|170200|110016|110021|110022|130006)\b/, 'too-large'],
  [/^(170132|170133|170192|170193|170194|170204|170206|110003|110092|110093)\b/, 'price-band'],
  [/^170218\b/, 'would-take'],
  [/^(170131|170033|170034|110004|110045|131212)\b/, 'insufficient-balance'],
  [/^(110006|110007|110012|110014|110044|110051|110052|110053)\b/, 'insufficient-margin'],
  [/^(110017|110034)\b/, 'no-position-to-reduce'],
  // Too many orders, markets that are closed or for makers alone, accounts that may not.
  [/^(110|140|170)\d{3}\b/, 'halted'],
]

/** https://www.okx.com/docs-v5/en/#error-code */
const okx: Rules = [
  [/^(51011|51016|51065)\b/, 'unknown'],
  // "Endpoint request timeout (does not indicate success or failure of order, please check order status)"
  [/^(50001|50004|50005|50013|50026|51054|51149)\b/, 'unknown'],
  [/^(5140[0-2]|51405|51503|51509|51510|51603)\b/, 'not-found'],
  [/^(50011|50040|50061|51113)\b/, 'rate-limit'],
  [/^50102\b/, 'too-late'],
  [/^51121\b/, 'off-grid'],
  [/^(51007|51020|51100|51118|51120|51132|54051)\b/, 'too-small'],
  [/^(5100[45]|5110[1-7]|51129|51185|5120[1-3])\b/, 'too-large'],
  [/^(51006|51031|51116|51122|5113[5-8]|5125[02]|5127[7-9]|51280)\b/, 'price-band'],
  [/^51511\b/, 'would-take'],
  [/^51109\b/, 'no-liquidity'],
  [/^(51008|51119|51127|51131|51502|51736|51764)\b/, 'insufficient-balance'],
  [/^(51023|51112|51134|51169)\b/, 'no-position-to-reduce'],
  // What its classes of trading, of accounts and of keys refuse for anything else.
  [/^(50\d{3}|51\d{3}|540\d{2})\b/, 'halted'],
]

/**
 * https://docs.kraken.com/api/docs/guides/spot-errors, https://support.kraken.com/articles/360001491786-api-error-messages
 *
 * Its words have details behind another colon at times: `EOrder:Reduce only:No position exists`.
 */
const kraken: Rules = [
  [/^EOrder:Duplicate|cl_ord_id.*(exists|duplicate|in use)/i, 'unknown'],
  [/^E(Service:(Unavailable|Busy|Timeout)|General:(Internal|Unknown)|Database:)/, 'unknown'],
  [/^E(Order|Query):Unknown order\b/, 'not-found'],
  [
    /^E(API|Order|Auth|General):(Domain )?(Rate limit exceeded|Too many requests|Temporary lockout)/i,
    'rate-limit',
  ],
  [/^EService:Throttled/, 'rate-limit'],
  [/^EService:Deadline elapsed/, 'too-late'],
  [/^EOrder:Post only order\b/, 'would-take'],
  [/^E(Order:(Order|Cost) minimum not met|General:Invalid arguments:volume minimum)/, 'too-small'],
  [/^EOrder:Positions limit exceeded/, 'too-large'],
  [/^EOrder:(Invalid price|Tick size check failed)/, 'off-grid'],
  [/^EGeneral:Invalid arguments:(price|volume|viqc)/, 'off-grid'],
  [/^EOrder:Insufficient funds/, 'insufficient-balance'],
  [
    /^EOrder:(Insufficient (initial )?margin|Margin (allowance exceeded|level too low))/,
    'insufficient-margin',
  ],
  [/^EOrder:Reduce only/, 'no-position-to-reduce'],
  // Of orders, keys, accounts and arguments: whatever it is, the order was not made.
  [/^E(Order|API|Auth|Account|Query|Trade|Session|BM):/, 'halted'],
  [/^E(General:(Invalid arguments|Permission denied)|Service:Market in \w+ mode)/, 'halted'],
]

/** https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order (`NewOrderFailureReason`) */
const coinbase: Rules = [
  [/^(PREVIEW_)?UNKNOWN_\w+/, 'unknown'],
  [/^(PREVIEW_)?INVALID_\w+_SIZE_TOO_SMALL\b/, 'too-small'],
  [/^(PREVIEW_)?INVALID_\w+_SIZE_TOO_LARGE\b/, 'too-large'],
  [/^(PREVIEW_)?BREACHED_(ACCOUNT|COMPANY)_POSITION_LIMIT\b/, 'too-large'],
  [/^(PREVIEW_)?INVALID_LIMIT_PRICE_POST_ONLY\b/, 'would-take'],
  [/^(PREVIEW_)?(INVALID_LIMIT_PRICE|LIMIT_PRICE_TOO_FAR_FROM_MARKET)\b/, 'price-band'],
  [/^(PREVIEW_)?(INVALID_PRICE_TOO_LARGE|BREACHED_PRICE_LIMIT|INVALID_STOP_PRICE)\b/, 'price-band'],
  [/^(PREVIEW_)?STOP_PRICE_(ABOVE|BELOW)_\w+/, 'price-band'],
  [/^(PREVIEW_)?INVALID_\w+_PRECISION\b/, 'off-grid'],
  [/^(PREVIEW_)?INVALID_NO_LIQUIDITY\b/, 'no-liquidity'],
  [/^(PREVIEW_)?INVALID_MARGIN_HEALTH\b/, 'insufficient-margin'],
  [/^(PREVIEW_)?(INSUFFICIENT|INVALID_LEDGER)_\w+/, 'insufficient-balance'],
  [/^(PREVIEW_)?(INVALID|UNSUPPORTED|UNTRADABLE)_\w+/, 'halted'],
  [/^(COMMANDER_REJECTED_NEW_ORDER|ORDER_ENTRY_DISABLED|INELIGIBLE_PAIR)\b/, 'halted'],
  // What is not even previewed is not placed.
  [/^PREVIEW_\w+/, 'halted'],
]

const venues: Readonly<Record<string, Rules>> = {
  binance,
  binanceusdm: binance,
  bybit,
  okx,
  kraken,
  coinbase,
}

/**
 * What a venue's own code or words mean, which ccxt puts into one class or another, and many into none.
 *
 * @param said as `inWordsOfVenue` has it
 * @returns undefined where they are not known
 * @example wordsMean('kraken: EOrder:Post only order') // 'would-take'
 */
export function wordsMean(said: string): Meant | undefined {
  const [, venue = '', words = ''] = /^(\w+):? (.*)$/s.exec(said) ?? []
  return venues[venue]?.find(([rule]) => rule.test(words))?.[1]
}
