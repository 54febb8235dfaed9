import { createRequire } from 'node:module'

/** What is used of a socket of the `ws` package, which comes without types. */
export interface ClientSocket {
  send(text: string): void
  /** Sends a ping frame, which the other side has to answer. */
  ping(): void
  /** Cuts the connection. */
  terminate(): void
  on(event: 'open' | 'close' | 'pong', listener: () => void): void
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void
  on(event: 'error', listener: (error: Error) => void): void
}

interface SocketOptions {
  readonly handshakeTimeout: number
  readonly maxPayload: number
  readonly perMessageDeflate: boolean
}

const { WebSocket } = createRequire(import.meta.url)('ws') as {
  readonly WebSocket: new (url: string, options: SocketOptions) => ClientSocket
}

/** The largest message a venue sends is the whole book of Coinbase, some 5 MB. */
const messageBytesMost = 2 ** 25
const handshakeMsMost = 5_000

/** Connects; whoever asks has to listen for `error`, which `close` follows. */
export function openSocket(url: string): ClientSocket {
  return new WebSocket(url, {
    handshakeTimeout: handshakeMsMost,
    maxPayload: messageBytesMost,
    perMessageDeflate: true,
  })
}
