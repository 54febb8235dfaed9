import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { usualSwitches } from '../faults/fault-switches.ts'
import type { WireSocket } from './connection.ts'
import { FaultyConnection } from './faulty-connection.ts'

test('what is late comes in the order in which it was told', async () => {
  const heard: string[] = []
  const socket = {
    bufferedAmount: 0,
    readyState: 1,
    send: (text: string) => heard.push(text),
  } as unknown as WireSocket
  const faults = { ...usualSwitches, delayMs: 10 }
  const connection = new FaultyConnection(socket, faults, new Random(3))
  const told = Array.from({ length: 2_000 }, (_, k) => String(k))
  for (const text of told) {
    connection.stream(text, false)
    // Told over some milliseconds, as a feed is.
    if (Number(text) % 100 === 99) await new Promise((resolve) => setImmediate(resolve))
  }
  await expect.poll(() => heard.length).toBe(told.length)
  expect(heard).toEqual(told)
})
