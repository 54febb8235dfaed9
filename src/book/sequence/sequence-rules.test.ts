import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MessageSequence } from '../../core/events/wire-codec.ts'
import { ConnectionNumber } from './connection-number.ts'
import {
  ascendingRule,
  contiguousRule,
  linkedRule,
  snapshotOnlyRule,
  unnumberedRule,
} from './numbered.ts'
import { voidSequence, type SequenceRule } from './sequence-rule.ts'
import { linkedRangeRule, updateRangeRule } from './update-range.ts'

const message = (numbers: Partial<MessageSequence>): MessageSequence => ({
  instrument: 0,
  isSnapshot: false,
  first: NaN,
  last: NaN,
  previous: NaN,
  checksum: NaN,
  ...numbers,
})
const snapshot = (last: number): MessageSequence => message({ isSnapshot: true, last })
const range = (first: number, last: number, previous = NaN): MessageSequence =>
  message({ first, last, previous })
const number = (last: number): MessageSequence => message({ last })
const link = (previous: number, last: number): MessageSequence => message({ previous, last })

/** The verdicts of a rule on messages, one after the other. */
function verdicts(rule: SequenceRule, messages: readonly MessageSequence[]): readonly string[] {
  const state = voidSequence()
  return messages.map((each) => rule.judge(state, each))
}

test.each<[string, SequenceRule, readonly [MessageSequence, string][]]>([
  [
    'update ranges: what came before the snapshot is held, then left out up to it',
    updateRangeRule,
    [
      [range(90, 95), 'hold'],
      [range(96, 104), 'hold'],
      [snapshot(100), 'apply'],
      [range(90, 95), 'stale'],
      [range(96, 104), 'apply'],
      [range(105, 105), 'apply'],
      [range(105, 105), 'stale'],
      [range(107, 108), 'gap'],
      [range(109, 109), 'hold'],
      [snapshot(108), 'apply'],
      [range(109, 109), 'apply'],
    ],
  ],
  [
    'update ranges: a snapshot that is too old for the stream is a gap',
    updateRangeRule,
    [
      [snapshot(100), 'apply'],
      [range(102, 104), 'gap'],
    ],
  ],
  [
    'update ranges: a range that reaches back over what is applied is a gap once live',
    updateRangeRule,
    [
      [snapshot(100), 'apply'],
      [range(101, 104), 'apply'],
      [range(103, 106), 'gap'],
    ],
  ],
  [
    'update ranges: a snapshot that the stream has overtaken is left out',
    updateRangeRule,
    [
      [snapshot(100), 'apply'],
      [range(101, 104), 'apply'],
      [snapshot(102), 'stale'],
      [range(105, 106), 'apply'],
      [snapshot(106), 'apply'],
      [range(107, 107), 'apply'],
    ],
  ],
  [
    'update ranges: ids from before the snapshot of a live book are a venue that began anew',
    updateRangeRule,
    [
      [snapshot(100), 'apply'],
      [range(90, 95), 'stale'],
      [range(101, 105), 'apply'],
      [range(101, 105), 'stale'],
      [range(1, 1), 'gap'],
      [range(2, 2), 'hold'],
      [snapshot(2), 'apply'],
      [range(3, 3), 'apply'],
    ],
  ],
  [
    'linked ranges: the same',
    linkedRangeRule,
    [
      [snapshot(100), 'apply'],
      [range(98, 104, 97), 'apply'],
      [range(98, 104, 97), 'stale'],
      [range(1, 2, 0), 'gap'],
    ],
  ],
  [
    'linked ranges: the first holds the snapshot, the rest are a chain with skips',
    linkedRangeRule,
    [
      [range(80, 90, 79), 'hold'],
      [snapshot(100), 'apply'],
      [range(91, 99, 90), 'stale'],
      [range(98, 104, 97), 'apply'],
      [range(110, 115, 104), 'apply'],
      [range(110, 115, 104), 'stale'],
      [range(130, 140, 120), 'gap'],
    ],
  ],
  [
    'linked ranges: the first may follow the snapshot directly, and may not begin past it',
    linkedRangeRule,
    [
      [snapshot(100), 'apply'],
      [range(105, 110, 100), 'apply'],
      [snapshot(110), 'apply'],
      [range(112, 115, 111), 'gap'],
    ],
  ],
  [
    'contiguous numbers: one after the other, and a restart begins low',
    contiguousRule,
    [
      [number(7), 'stale'],
      [snapshot(10), 'apply'],
      [number(11), 'apply'],
      [number(11), 'stale'],
      [number(12), 'apply'],
      [number(1), 'gap'],
      [number(13), 'stale'],
      [snapshot(1), 'apply'],
      [number(2), 'apply'],
      [number(4), 'gap'],
      [number(5), 'stale'],
    ],
  ],
  [
    'links: numbers may skip, repeat and begin anew; the chain may not break',
    linkedRule,
    [
      [link(9, 10), 'stale'],
      [snapshot(10), 'apply'],
      [link(10, 15), 'apply'],
      [link(15, 15), 'apply'],
      [link(15, 3), 'apply'],
      [link(3, 5), 'apply'],
      [link(4, 6), 'gap'],
      [link(6, 7), 'stale'],
    ],
  ],
  [
    'ascending numbers: only the order against the snapshot can be told',
    ascendingRule,
    [
      [number(5), 'hold'],
      [snapshot(10), 'apply'],
      [number(9), 'stale'],
      [number(10), 'stale'],
      [number(17), 'apply'],
      [number(900), 'apply'],
      [number(899), 'stale'],
      [number(9), 'gap'],
      [snapshot(9), 'apply'],
      [number(11), 'apply'],
      [snapshot(10), 'stale'],
    ],
  ],
  [
    'no numbers: everything after the snapshot',
    unnumberedRule,
    [
      [message({}), 'stale'],
      [snapshot(NaN), 'apply'],
      [message({}), 'apply'],
      [snapshot(NaN), 'apply'],
    ],
  ],
  [
    'snapshots alone: an older one is left out, a change is a mistake of the feed',
    snapshotOnlyRule,
    [
      [snapshot(5), 'apply'],
      [snapshot(4), 'stale'],
      [snapshot(5), 'apply'],
      [snapshot(NaN), 'apply'],
      [message({}), 'gap'],
      [snapshot(1), 'apply'],
    ],
  ],
])('%s', (_, rule, rows) => {
  expect(
    verdicts(
      rule,
      rows.map(([each]) => each),
    ),
  ).toEqual(rows.map(([, verdict]) => verdict))
})

/** A feed of a kind without a fault: a snapshot and what follows it. */
const soundFeeds: readonly [string, SequenceRule, (row: number) => MessageSequence][] = [
  ['update ranges', updateRangeRule, (row) => range(row * 3 + 1, row * 3 + 3)],
  ['linked ranges', linkedRangeRule, (row) => range(row * 9 + 2, row * 9 + 8, row * 9 - 1)],
  ['contiguous', contiguousRule, (row) => number(row)],
  ['links', linkedRule, (row) => link(row * 7, row * 7 + 7)],
]

test.each(soundFeeds)('%s: any message lost is noticed by the next', (_, rule, nth) => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), (count, lost) => {
      const gone = 1 + (lost % (count - 1))
      const messages = Array.from({ length: count + 1 }, (__, row) => nth(row + 1))
      const start = { ...nth(0), isSnapshot: true }
      const whole = verdicts(rule, [start, ...messages])
      expect(new Set(whole)).toEqual(new Set(['apply']))
      const rest = messages.filter((__, row) => row !== gone)
      const seen = verdicts(rule, [start, ...rest])
      expect(seen.indexOf('gap')).toBe(gone + 1)
      expect(seen.slice(gone + 2)).not.toContain('apply')
    }),
  )
})

test('a connection counts everything that comes; what is not the next is a gap, from which on it counts', () => {
  const counter = new ConnectionNumber()
  const judged = [7, NaN, 8, 8, 9, 11, 12, 3, 13].map((each) => counter.judge(each))
  const [next, gap] = ['next', 'gap']
  expect(judged).toEqual([next, next, next, gap, next, gap, next, gap, gap])
})
