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

function saidIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const fields = answer as Readonly<Record<string, unknown>>
  const { error, data, error_response: refused } = fields
  if (Array.isArray(error)) return error.length === 0 ? undefined : error.join(', ')
  const inner = saidIn(Array.isArray(data) ? (data as readonly unknown[])[0] : refused)
  if (inner !== undefined) return inner
  for (const [code, text] of words) {
    const parts = [fields[code], fields[text]].filter(isTold)
    if (isTold(fields[text])) return parts.join(' ')
  }
  return undefined
}

function isTold(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '')
}
