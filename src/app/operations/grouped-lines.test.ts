import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { GroupedLines, namedOnce } from './grouped-lines.ts'

let said: string[]
let lines: GroupedLines
beforeEach(() => {
  vi.useFakeTimers()
  said = []
  lines = new GroupedLines((line) => said.push(line))
})
afterEach(() => void vi.useRealTimers())

test('disconnections of a venue are one line at once, and then one with their number, less and less often', () => {
  for (let second = 0; second < 60; second++) {
    for (const venue of ['okx', 'kraken'])
      lines.take(`${venue}: disconnected: try ${second}`, 'disconnect')
    vi.advanceTimersByTime(1_000)
  }
  expect(said.filter((line) => line.startsWith('okx'))).toEqual([
    'okx: disconnected: try 0',
    'okx: 19 more disconnections; the last: disconnected: try 19',
    'okx: 40 more disconnections; the last: disconnected: try 59',
  ])
  expect(said).toHaveLength(6)
  vi.advanceTimersByTime(60_000)
  lines.take('okx: disconnected: again', 'disconnect')
  expect(said.at(-1)).toBe('okx: disconnected: again')
})

test('halts of all instruments of a venue for one reason are a group, and an end tells what is held', () => {
  for (const coin of ['BTC', 'ETH', 'SOL'])
    lines.take(`okx:${coin}-USDT: halted: stale-book`, 'halt')
  lines.take('kraken:BTC-USD: halted: stale-book', 'halt')
  expect(said).toHaveLength(2)
  lines.close()
  expect(said.slice(2)).toEqual(['okx: 2 more halts; the last: okx:SOL-USDT: halted: stale-book'])
})

test('a halt for another reason is told at once', () => {
  const reasons = ['stale', 'delisted', 'withdrawals-frozen', 'stale', 'stale']
  for (const [k, reason] of reasons.entries())
    lines.take(`okx:C${k}-USDT: halted: ${reason}`, 'halt')
  expect(said.map((line) => line.split(' ').at(-1))).toEqual(reasons.slice(0, 3))
  lines.close()
  expect(said.slice(3)).toEqual(['okx: 2 more halts; the last: okx:C4-USDT: halted: stale'])
})

test('one that was held alone is told as it is', () => {
  lines.take('okx: disconnected: a', 'disconnect')
  lines.take('okx: disconnected: b', 'disconnect')
  lines.close()
  expect(said).toEqual(['okx: disconnected: a', 'okx: disconnected: b'])
})

test('notes are grouped by their words, numbers aside; what is of one order never is', () => {
  for (const day of ['1A', '2B'])
    lines.take(`okx: fills: GET http://127.0.0.1/fills?from=${day}Z failed`, 'note')
  for (const ms of [10, 20, 30]) lines.take(`okx: fills: no answer in ${ms} ms`, 'note')
  for (const coin of ['BTC', 'ETH'])
    lines.take(`okx:${coin}-USDT: goes on: stale-book`, 'recovered')
  for (const order of ['i2up85e1', 'i2up85e2'])
    lines.take(`okx:BTC-USDT: order ${order} is over, 1 of 1 filled`, 'recovered')
  lines.close()
  expect(said).toEqual([
    'okx: fills: GET http://127.0.0.1/fills?from=1AZ failed',
    'okx: fills: no answer in 10 ms',
    'okx:BTC-USDT: goes on: stale-book',
    'okx:BTC-USDT: order i2up85e1 is over, 1 of 1 filled',
    'okx:BTC-USDT: order i2up85e2 is over, 1 of 1 filled',
    'okx: fills: GET http://127.0.0.1/fills?from=2BZ failed',
    'okx: fills: no answer in 30 ms (the last of 2 more like it)',
    'okx:ETH-USDT: goes on: stale-book',
  ])
})

test('what somebody has to act on is never held', () => {
  for (const kind of ['kill', 'failure', 'disagreement', 'unknown-fate', 'legs-stuck'] as const) {
    lines.take('okx: x', kind)
    lines.take('okx: x', kind)
  }
  expect(said).toHaveLength(10)
})

test('refusals of a venue for one reason are alike, whatever their orders', () => {
  for (const order of ['k1v9 (sell 0.1 of A-USDT at 2)', 'k2v9 (buy 3 contracts of B-USDT:linear)'])
    lines.take(`okx: place of order ${order} refused: 51008 Insufficient balance`, 'note')
  lines.take('okx: place of order k3v9 (sell 1 of A-USDT at 2) refused: 51121 Lots', 'note')
  expect(said).toEqual([
    'okx: place of order k1v9 (sell 0.1 of A-USDT at 2) refused: 51008 Insufficient balance',
    'okx: place of order k3v9 (sell 1 of A-USDT at 2) refused: 51121 Lots',
  ])
})

test('a venue is named once', () => {
  expect(namedOnce('okx: okx: fills: timed out')).toBe('okx: fills: timed out')
  expect(namedOnce('okx: catching up: okx: fills: no')).toBe('okx: catching up: fills: no')
  expect(namedOnce('okx: place refused: okx no such order')).toBe(
    'okx: place refused: no such order',
  )
  expect(namedOnce('okx:BTC-USDT: halted: stale')).toBe('okx:BTC-USDT: halted: stale')
  expect(namedOnce('a line of nobody')).toBe('a line of nobody')
})
