import { expect, test } from 'vitest'
import type { LiveOutcome } from '../live/run-live.ts'
import { leftCode } from './trade-live.ts'

const bare = (isRefusedByRisk: boolean): LiveOutcome['unprotected'][number] => ({
  venue: 'okx',
  instrument: 'BTC-USDT',
  quantity: 1,
  isRefusedByRisk,
})

test.each([
  ['nothing', 0, [], undefined],
  ['an order', 1, [], 1],
  ['an order and a position without its stop', 1, [bare(true)], 1],
  ['a position whose stop the venue does not take', 0, [bare(false)], 1],
  ['a position whose stop risk does not let out', 0, [bare(true)], 4],
  ['one of each', 0, [bare(true), bare(false)], 1],
] as const)(
  'a run that leaves %s behind says so by its exit code',
  (_, leftOpen, unprotected, code) => {
    expect(leftCode({ leftOpen, unprotected } as unknown as LiveOutcome)).toBe(code)
  },
)
