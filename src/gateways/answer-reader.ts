import { STATUS_CODES } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** An answer of HTTP as ccxt reads it. */
export interface HttpAnswer {
  readonly status: number
  readonly statusText: string
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const answerBytesMost = 16 * 1_048_576

interface Head {
  readonly status: number
  readonly headers: Record<string, string>
  readonly bodyFrom: number
}

/** Reads one answer of HTTP/1.1 as its bytes come: by length, in chunks, or up to the end of the connection. */
export class AnswerReader {
  #bytes: Buffer = Buffer.alloc(0)
  #head: Head | undefined
  #body: Buffer | undefined

  /** @returns whether the answer is whole. @throws TypeError when it is none */
  read(bytes: Buffer): boolean {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    if (this.#bytes.length > answerBytesMost) throw new TypeError('an answer without an end')
    this.#head ??= this.#readHead()
    if (this.#head === undefined) return false
    const { headers, bodyFrom, status } = this.#head
    const rest = this.#bytes.subarray(bodyFrom)
    if (status === 204 || status === 304) this.#body = Buffer.alloc(0)
    else if (/chunked/i.test(headers['transfer-encoding'] ?? '')) this.#body = joinedChunks(rest)
    else if (headers['content-length'] !== undefined) {
      const length = Number(headers['content-length'])
      if (!Number.isInteger(length) || length < 0) throw new TypeError('an answer of no length')
      // More than was announced would be the answer to what nobody asked.
      if (rest.length > length) throw new TypeError('more than an answer')
      if (rest.length === length) this.#body = rest
    }
    return this.#body !== undefined
  }

  /** Is what came the whole of an answer that ends with its connection? */
  get endsWithClose(): boolean {
    if (this.#head === undefined || this.#body !== undefined) return false
    const { headers, bodyFrom } = this.#head
    if ('content-length' in headers || 'transfer-encoding' in headers) return false
    this.#body = this.#bytes.subarray(bodyFrom)
    return true
  }

  get keepsOpen(): boolean {
    const { headers } = this.#head!
    return (
      !/close/i.test(headers['connection'] ?? '') &&
      ('content-length' in headers || 'transfer-encoding' in headers)
    )
  }

  answer(): HttpAnswer {
    const { status, headers } = this.#head!
    const body = inflated(headers['content-encoding'], this.#body!).toString('utf8')
    return { status, statusText: STATUS_CODES[status] ?? '', headers, body }
  }

  /** The head of the answer; those of 1xx go before it. */
  #readHead(): Head | undefined {
    for (let from = 0; ;) {
      const end = this.#bytes.indexOf('\r\n\r\n', from)
      if (end < 0) return undefined
      const [first = '', ...lines] = this.#bytes.toString('latin1', from, end).split('\r\n')
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1])
      if (Number.isNaN(status)) throw new TypeError('an answer that is not HTTP/1.1')
      from = end + 4
      if (status < 200) continue
      return { status, headers: headersOf(lines), bodyFrom: from }
    }
  }
}

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon < 1) throw new TypeError('a header without a name')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return headers
}

/** What chunks bring; undefined while some are still to come. */
function joinedChunks(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = []
  for (let at = 0; ;) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (!(size >= 0)) throw new TypeError('a chunk without its size')
    const from = line + 2
    if (size === 0) {
      // Trailers, which nobody sends, end with an empty line as headers do.
      const isWhole = bytes.indexOf('\r\n\r\n', line) >= 0
      return isWhole ? Buffer.concat(chunks) : undefined
    }
    if (bytes.length < from + size + 2) return undefined
    chunks.push(bytes.subarray(from, from + size))
    at = from + size + 2
  }
}

function inflated(encoding: string | undefined, body: Buffer): Buffer {
  if (body.length === 0) return body
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(body)
  if (encoding === 'deflate') return inflateSync(body)
  return encoding === 'br' ? brotliDecompressSync(body) : body
}
