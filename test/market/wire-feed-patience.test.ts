import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { afterEach, expect, test } from 'vitest'
import { WireFeed } from '../../src/app/market/wire-feed.ts'
import { wirePlans } from '../../src/app/market/wire-plans.ts'
import type { Instant } from '../../src/core/time.ts'
import { SteppedClock } from '../parity/stepped-clock.ts'
import { until } from '../until.ts'

// How long a feed that answers pings may have nothing to say, by a clock that is turned by hand.

const second = 1_000_000

interface ServerSocket {
  send(text: string): void
}
const { WebSocketServer } = createRequire(import.meta.url)('ws') as {
  readonly WebSocketServer: new (options: { server: Server }) => {
    on(event: 'connection', listener: (socket: ServerSocket) => void): void
  }
}

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close()
})

test('patience grows while it is in vain to connect anew, and is as it was once messages come again', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sockets: ServerSocket[] = []
  new WebSocketServer({ server }).on('connection', (socket) => {
    sockets.push(socket)
    // What each connection begins with.
    socket.send('{}')
  })
  const clock = new SteppedClock(1_800_000_000_000_000 as Instant)
  const place = { rest: `http://127.0.0.1:${port}`, socket: `ws://127.0.0.1:${port}` }
  const feed = new WireFeed(wirePlans[0]!, place, [], clock)
  open.push(feed)
  let messages = 0
  let losses = 0
  const names = new Set<string>()
  let connected = 0
  await feed.start({
    rows: () => undefined,
    notice: ({ kind }) => {
      if (kind === 'disconnected') losses++
    },
    raw: ({ kind, connection }) => {
      names.add(connection)
      if (kind === 'message') messages++
      if (kind === 'connected') connected++
    },
  })
  /** Lets a second pass, and what it brings come: the answer to a ping, or a loss. @returns whether it is that */
  const pass = async (): Promise<boolean> => {
    const lost = losses
    clock.turn((clock.now() + second) as Instant)
    clock.callDue()
    await until(() => losses > lost || feed.heardAt() === clock.now())
    return losses > lost
  }
  /** Seconds until a connection that goes quiet is given up. */
  const quiet = async (): Promise<number> => {
    const from = clock.now()
    await until(() => messages > 0 && connected === losses + 1)
    let isLost = false
    while (!isLost) isLost = await pass()
    const took = (clock.now() - from) / second
    messages = 0
    clock.turn(clock.nextAt() as Instant)
    clock.callDue()
    await until(() => messages > 0)
    return took
  }
  expect([await quiet(), await quiet(), await quiet()]).toEqual([21, 41, 81])
  for (let spoken = 0; spoken < 22; spoken++) {
    await pass()
    const before = messages
    sockets.at(-1)!.send('{}')
    await until(() => messages > before)
  }
  expect(await quiet()).toBe(21)
  // Whoever reads what came again knows by its name what a connection that begins anew costs.
  expect(names.size).toBe(1)
})
