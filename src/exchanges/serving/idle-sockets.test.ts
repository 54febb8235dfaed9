import { expect, test } from 'vitest'
import type { Connection } from './connection.ts'
import { IdleSockets } from './idle-sockets.ts'

test('who says nothing for too long is cut once, who stirs is not, who is gone is forgotten', () => {
  const idle = new IdleSockets(30_000, { code: 4_004, reason: 'No data received in 30s.' })
  const cut: unknown[] = []
  const connection = (name: string): Connection => ({
    reply: () => undefined,
    stream: () => undefined,
    close: (code, reason) => cut.push([name, code, reason]),
  })
  const [silent, lively, gone] = [connection('silent'), connection('lively'), connection('gone')]
  for (const each of [silent, lively, gone]) idle.stirred(each, 0)
  idle.closed(gone)
  idle.tick(30_000_000)
  expect(cut).toEqual([])
  idle.stirred(lively, 30_000_000)
  idle.tick(30_000_001)
  idle.tick(31_000_000)
  expect(cut).toEqual([['silent', 4_004, 'No data received in 30s.']])
})

test('a time in which nothing of a client could be read is none in which it was silent', () => {
  const idle = new IdleSockets(30_000, { code: 4_004, reason: 'No data received in 30s.' })
  let cuts = 0
  const client = { reply: () => undefined, stream: () => undefined, close: () => void cuts++ }
  idle.stirred(client, 0)
  for (let at = 0; at <= 10_000_000; at += 500_000) idle.tick(at)
  for (let at = 50_000_000; at <= 70_000_000; at += 500_000) idle.tick(at)
  expect(cuts).toBe(0)
  idle.tick(70_500_000)
  expect(cuts).toBe(1)
})
