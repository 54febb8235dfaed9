import { createHmac } from 'node:crypto'
import type { CcxtExchange } from './ccxt-exchange.ts'
import { AnswerTimeout, KeptSockets, type HttpAnswer, type HttpRequest } from './kept-sockets.ts'
import { isOrder } from './request-lanes.ts'
import type { OrderRequestText } from '../wire/order-writer.ts'

type Headers = Readonly<Record<string, string | undefined>>
type Fetch = (url: string, method?: string, headers?: Headers, body?: unknown) => Promise<unknown>
type Hmac = (
  request: unknown,
  secret: unknown,
  hash: unknown,
  digest?: 'hex' | 'base64' | 'binary',
) => unknown

/** The parts of an exchange of ccxt that write a request and read its answer, as they are in 4.5.84. */
interface Writing extends CcxtExchange {
  fetch: Fetch
  hmac: Hmac
  readonly headers: Headers
  readonly verbose: boolean
  readonly userAgent: unknown
  readonly user_agent: unknown
  readonly userAgents: Readonly<Record<string, string>>
  readonly validateServerSsl?: boolean
  setHeaders(headers: Headers): Headers
  checkProxyUrlSettings(): string | undefined
  checkProxySettings(): readonly (string | undefined)[]
  handleRestResponse(answer: object, url: string, method: string, ...sent: unknown[]): unknown
}

type ErrorClass = new (message: string) => Error

/** Classes of ccxt's errors. */
export interface CcxtErrors {
  readonly RequestTimeout: ErrorClass
  readonly NetworkError: ErrorClass
  readonly OrderNotFound: ErrorClass
  readonly BadRequest: ErrorClass
}

/**
 * Has orders of an exchange written by less: Node's own HTTP in place of undici and what ccxt puts around it, and
 * OpenSSL's HMAC in place of JavaScript's. What is written, what is thrown, and how an answer is read are ccxt's own.
 *
 * @returns what sends a request that is written already, and gives what ccxt makes of its answer. Undefined where a proxy
 *   is set or certificates are not to be checked: there ccxt sends, too
 */
export function writeOrdersQuickly(given: CcxtExchange, errors: CcxtErrors): OrderSend | undefined {
  const exchange = given as Writing
  exchange.hmac = quickHmac(exchange.hmac)
  const proxies = [exchange.checkProxyUrlSettings(), ...exchange.checkProxySettings()]
  const isPlain = proxies.every((proxy) => proxy === undefined || proxy === '')
  if (!isPlain || exchange.validateServerSsl === false) return undefined
  const sockets = new KeptSockets()
  const slowly = exchange.fetch.bind(exchange)
  exchange.fetch = (url, method = 'GET', headers = {}, body) => {
    const isQuick =
      isOrder(method, url) && (body === undefined || typeof body === 'string') && !exchange.verbose
    if (!isQuick) return slowly(url, method, headers, body)
    const request = withHeaders(exchange, { url, method, headers, body })
    return answered(exchange, errors, request, sockets.send(request))
  }
  const close = exchange.close.bind(exchange)
  exchange.close = () => {
    sockets.close()
    return close()
  }
  return {
    send: (written) => {
      const request = withHeaders(exchange, written)
      return answered(exchange, errors, request, sockets.send(request))
    },
    prepare: (written) => {
      const request = withHeaders(exchange, written)
      const prepared = sockets.prepare(request)
      if (prepared === undefined) return undefined
      return {
        send: () => answered(exchange, errors, request, prepared.send()),
        drop: prepared.drop,
      }
    },
  }
}

/** An order's request that lacks nothing but the word to leave. */
export interface PreparedOrder {
  readonly send: () => Promise<unknown>
  readonly drop: () => void
}

/** What sends requests as they are written. */
export interface OrderSend {
  /** @throws ccxt's errors */
  readonly send: (request: OrderRequestText) => Promise<unknown>
  /** Undefined where no connection is ready. */
  readonly prepare: (request: OrderRequestText) => PreparedOrder | undefined
}

/** A request with what ccxt puts around it. */
function withHeaders(
  exchange: Writing,
  written: {
    readonly url: string
    readonly method: string
    readonly headers: Headers
    readonly body: string | undefined
  },
): HttpRequest {
  const { url, method, body = '' } = written
  const headers = exchange.setHeaders({
    ...agentOf(exchange),
    ...exchange.headers,
    ...written.headers,
  })
  return { url, method, headers, body, timeoutMs: exchange.timeout }
}

async function answered(
  exchange: Writing,
  { RequestTimeout, NetworkError }: CcxtErrors,
  { url, method, headers, body, timeoutMs }: HttpRequest,
  sent: Promise<HttpAnswer>,
): Promise<unknown> {
  const answer = await sent.catch((cause: Error) => {
    // In the words of ccxt's `fetch`; its classes take no cause.
    const error =
      cause instanceof AnswerTimeout
        ? new RequestTimeout(`${exchange.id} ${method} ${url} request timed out (${timeoutMs} ms)`)
        : new NetworkError(`${exchange.id} ${method} ${url} fetch failed: ${cause.message}`)
    error.cause = cause
    throw error
  })
  const { status } = answer
  if (status >= 300 && status < 400 && answer.headers['location'] !== undefined)
    throw new NetworkError(`${exchange.id} ${method} ${url} redirect was not followed (${status})`)
  const text = (): Promise<string> => Promise.resolve(answer.body)
  return exchange.handleRestResponse({ ...answer, text }, url, method, headers, body)
}

function agentOf({ userAgent, user_agent: other, userAgents }: Writing): Headers {
  const agent = userAgent ?? other ?? userAgents['chrome']
  if (typeof agent === 'string') return agent === '' ? {} : { 'User-Agent': agent }
  return typeof agent === 'object' && agent !== null ? { ...(agent as Headers) } : {}
}

/** By length of its output and of its blocks in bytes, OpenSSL's name of a hash. */
const names: Readonly<Record<string, string>> = {
  '32/64': 'sha256',
  '64/128': 'sha512',
  '48/128': 'sha384',
}

/** OpenSSL's HMAC wherever it is what ccxt's own gives, which is asked once for each hash. */
function quickHmac(own: Hmac): Hmac {
  const known = new Map<unknown, string | undefined>()
  const nameOf = (hash: unknown): string | undefined => {
    const { outputLen, blockLen } = hash as { outputLen?: number; blockLen?: number }
    const name = names[`${outputLen}/${blockLen}`]
    if (name === undefined) return undefined
    const sample = Buffer.from('the same of both')
    const isSame =
      createHmac(name, sample).update(sample).digest('hex') === own(sample, sample, hash)
    return isSame ? name : undefined
  }
  return (request, secret, hash, digest = 'hex') => {
    if (!known.has(hash)) known.set(hash, nameOf(hash))
    const name = known.get(hash)
    if (name === undefined || digest === 'binary') return own(request, secret, hash, digest)
    return createHmac(name, secret as Buffer)
      .update(request as Buffer)
      .digest(digest)
  }
}
