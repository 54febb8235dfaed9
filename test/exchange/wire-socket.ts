import { createRequire } from 'node:module'

/** What is used of a socket of the `ws` package, which comes without types. */
interface ClientSocket {
  send(text: string): void
  terminate(): void
  on(event: 'open' | 'close', listener: (code: number) => void): void
  on(event: 'message', listener: (data: Buffer) => void): void
  on(event: 'error', listener: (error: Error) => void): void
}

const { WebSocket } = createRequire(import.meta.url)('ws') as {
  readonly WebSocket: new (url: string) => ClientSocket
}

/** A client's socket: texts as they came, each with the instant it was heard (µs). */
export interface WireClient {
  readonly heard: readonly string[]
  send(words: unknown): void
  /** The first text, from now or before, that is so. */
  until(is: (words: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  /** When the server has ended it. */
  readonly ended: Promise<number>
  close(): void
}

export async function wireClient(url: string): Promise<WireClient> {
  const socket = new WebSocket(url)
  const heard: string[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data) => {
    heard.push(data.toString('utf8'))
    for (const look of waiting) look()
  })
  const ended = new Promise<number>((resolve) => {
    socket.on('close', resolve)
  })
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve())
    socket.on('error', reject)
  })
  return {
    heard,
    ended,
    send: (words) => socket.send(JSON.stringify(words)),
    close: () => socket.terminate(),
    until: (is) =>
      new Promise((resolve) => {
        let next = 0
        const look = (): void => {
          while (next < heard.length) {
            const words = JSON.parse(heard[next++]!) as Record<string, unknown>
            if (!is(words)) continue
            waiting.delete(look)
            resolve(words)
            return
          }
        }
        waiting.add(look)
        look()
      }),
  }
}
