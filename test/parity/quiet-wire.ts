import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** Turns of the event loop without anything new after which nothing is thought to be under way. */
const calmTurns = 3

/**
 * Tells when nothing is under way between the sockets of this process: every byte one end has written the other has
 * read, and whatever was counted in has come out.
 */
export class QuietWire {
  readonly #clients = new Set<Socket>()
  readonly #servers = new Map<number, Socket>()
  #pending = 0
  readonly #client = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket }
    this.#clients.add(socket)
    socket.on('close', () => this.#clients.delete(socket))
  }
  readonly #server = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket }
    const port = socket.remotePort
    if (port === undefined) return
    this.#servers.set(port, socket)
    socket.on('close', () => this.#servers.delete(port))
  }

  constructor() {
    subscribe('net.client.socket', this.#client)
    subscribe('net.server.socket', this.#server)
  }

  close(): void {
    unsubscribe('net.client.socket', this.#client)
    unsubscribe('net.server.socket', this.#server)
  }

  /** Counts what is begun as under way until it is over. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    this.#pending++
    try {
      return await work
    } finally {
      this.#pending--
    }
  }

  /** The same object, every promise of which is counted. */
  counted<Thing extends object>(thing: Thing): Thing {
    return new Proxy(thing, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          const result: unknown = Reflect.apply(value, target, args)
          return result instanceof Promise ? this.during(result) : result
        }
      },
    })
  }

  /** Cuts every connection at the end that accepted it. */
  cut(): void {
    for (const socket of this.#servers.values()) socket.destroy()
  }

  async settle(): Promise<void> {
    for (let calm = 0; calm < calmTurns; calm++) {
      await new Promise((resolve) => void setImmediate(resolve))
      if (this.#pending > 0 || !this.#isRead()) calm = -1
    }
  }

  #isRead(): boolean {
    for (const client of this.#clients) {
      const server = this.#servers.get(client.localPort ?? -1)
      if (server === undefined) {
        if (client.connecting) return false
        continue
      }
      if (client.bytesWritten !== server.bytesRead || server.bytesWritten !== client.bytesRead)
        return false
    }
    return true
  }
}
