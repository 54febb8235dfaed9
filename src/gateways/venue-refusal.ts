/**
 * What a venue said, in place of the JSON that ccxt puts behind its name: its code and its words.
 *
 * @example
 * inWordsOfVenue('bybit {"retCode":170131,"retMsg":"Insufficient balance."}') // 'bybit: 170131 Insufficient balance.'
 */
export function inWordsOfVenue(text: string): string {
  const at = text.search(/[{[]/)
  if (at < 0) return text
  const said = saidIn(parsed(text.slice(at)))
  return said === undefined ? text : `${text.slice(0, at).trimEnd()}: ${said}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

// Binance: {"code":-2010,"msg":"Account has insufficient balance for requested action."}
// Bybit: {"retCode":170131,"retMsg":"Insufficient balance.","result":{},...}
// OKX: {"code":"1","data":[{"clOrdId":"..","sCode":"51008","sMsg":"Insufficient USDT balance"}],"msg":"All operations failed"}
// Kraken: {"error":["EOrder:Insufficient funds"]}
// Coinbase: {"success":false,"error_response":{"error":"INSUFFICIENT_FUND","message":"Insufficient balance in source account"}}
const words: readonly (readonly [code: string, text: string])[] = [
  ['sCode', 'sMsg'],
  ['code', 'msg'],
  ['retCode', 'retMsg'],
  ['error', 'message'],
  ['code', 'message'],
  ['label', 'message'],
]

/** What an answer that was parsed says: its code and its words; undefined where it says none. */
export function saidIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const fields = answer as Readonly<Record<string, unknown>>
  const { error, data, error_response: refused } = fields
  if (Array.isArray(error)) return error.length === 0 ? undefined : error.join(', ')
  const inner = refusedBy(refused) ?? saidIn(Array.isArray(data) ? data[0] : undefined)
  if (inner !== undefined) return inner
  for (const [code, text] of words) {
    const parts = [fields[code], fields[text]].filter(isTold)
    if (isTold(fields[text])) return parts.join(' ')
  }
  // Some say no more than a code.
  for (const [code, text] of words) {
    if (fields[text] === '' && isCode(fields[code])) return String(fields[code])
  }
  return undefined
}

/**
 * Coinbase has its reason in one of three fields, and its words in none but one:
 * `"error_response":{"error":"UNKNOWN_FAILURE_REASON","message":"","preview_failure_reason":"PREVIEW_INVALID_LIMIT_PRICE"}`.
 */
function refusedBy(refused: unknown): string | undefined {
  if (typeof refused !== 'object' || refused === null) return undefined
  const fields = refused as Readonly<Record<string, unknown>>
  const codes = ['error', 'new_order_failure_reason', 'preview_failure_reason']
    .map((name) => fields[name])
    .filter(isTold)
  const code = codes.find((each) => !String(each).startsWith('UNKNOWN_')) ?? codes[0]
  const parts = [code, fields['message']].filter(isTold)
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** Is it a code by which something was refused? 0 is none, and 1 of OKX tells that the reason is inside. */
function isCode(value: unknown): boolean {
  return Math.abs(Number(value)) > 1
}

function isTold(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '')
}
