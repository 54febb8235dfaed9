import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A file the server has, and what it does wrong with it: one fault an answer, then none. */
export interface ServedFile {
  bytes: Buffer
  readonly faults?: (number | 'cut' | 'cut without length' | 'wrong range' | 'stall')[]
  /** Must be sent along. */
  readonly authorization?: string
}

/** An answer that was asked for. */
export interface Asked {
  readonly path: string
  readonly range: string | undefined
}

/** An archive on the loopback interface, which answers ranges as archives do. */
export class ArchiveServer {
  readonly files = new Map<string, ServedFile>()
  readonly asked: Asked[] = []
  /** Called when half of a file is sent and nothing more will be. */
  onStall: (() => void) | undefined
  readonly #server = createServer((request, response) => this.#answer(request, response))

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(request.url!.slice(1))
    const { range } = request.headers
    this.asked.push({ path, range })
    const file = this.files.get(path)
    if (file === undefined) return end(response, 404)
    if (file.authorization !== undefined && request.headers.authorization !== file.authorization) {
      return end(response, 401)
    }
    const fault = file.faults?.shift()
    if (typeof fault === 'number') return end(response, fault)
    const { bytes } = file
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
    const asked = isSame ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0
    if (asked >= bytes.length && asked > 0) return end(response, 416)
    const start = fault === 'wrong range' ? Math.max(1, asked - 3) : asked
    const isPart = asked > 0 || fault === 'wrong range'
    response.writeHead(isPart ? 206 : 200, {
      etag,
      ...(fault === 'cut without length' ? {} : { 'content-length': bytes.length - start }),
      ...(isPart ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    })
    const isCut = fault === 'cut' || fault === 'cut without length' || fault === 'stall'
    const half = start + ((bytes.length - start) >> 1)
    response.write(bytes.subarray(start, isCut ? half : bytes.length), () => {
      // Ended, not reset: a reset would take back what is on its way.
      if (fault === 'stall') this.onStall?.()
      else if (isCut) response.socket?.end()
      else response.end()
    })
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}
