import { expect, test } from 'vitest'
import type { Connection } from '../serving/connection.ts'
import { endSilent } from './coinbase-socket.ts'

test('who has subscribed while the exchange itself stood still is not put out for its silence', () => {
  const ended: string[] = []
  const named = (name: string): Connection => ({
    reply: () => undefined,
    stream: () => undefined,
    close: (_, reason) => void ended.push(`${name}: ${reason}`),
  })
  const [quick, slow] = [named('quick'), named('slow')]
  const silent = new Map([
    [quick, 0],
    [slow, 0],
  ])
  endSilent(silent, 4_999_999)
  // Seven seconds in which nothing was read: what both said waits.
  endSilent(silent, 12_000_000)
  expect(ended).toEqual([])
  silent.delete(quick)
  endSilent(silent, 12_010_000)
  expect([ended, silent.size]).toEqual([['slow: no subscription'], 0])
})
