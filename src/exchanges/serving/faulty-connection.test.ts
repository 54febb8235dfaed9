import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { usualSwitches } from '../faults/fault-switches.ts'
import type { WireSocket } from './connection.ts'
import { FaultyConnection } from './faulty-connection.ts'

test('what is late comes in its order, a beginning in its place among the rest', async () => {
  const heard: string[] = []
  const count = 200
  const socket: WireSocket = {
    bufferedAmount: 0,
    readyState: 1,
    send(text) {
      heard.push(text)
    },
    ping: () => undefined,
    close: () => undefined,
    terminate: () => undefined,
    on: () => undefined,
  }
  const connection = new FaultyConnection(socket, { ...usualSwitches, delayMs: 20 }, new Random(3))
  const said = Array.from({ length: count }, (_, k) => String(k))
  for (const [k, text] of said.entries()) {
    if (k % 50 === 0) connection.begin(text)
    else connection.stream(text, true)
    // A timer of whole milliseconds begins within one: later ones may be over earlier.
    const until = performance.now() + 0.3
    while (performance.now() < until);
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
  while (heard.length < count) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
  expect(heard).toEqual(said)
})
