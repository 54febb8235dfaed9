import { expect, test } from 'vitest'
import type { InstrumentBook } from '../../src/book/instrument-book.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import type { WireFrame } from '../../src/core/events/wire-codec.ts'
import { Random } from '../../src/math/random.ts'
import { CapturedFeed } from '../../src/stores/captures/captured-feed.ts'
import { protocols } from '../../src/wire/protocols.ts'
import { needs } from '../need.ts'
import { cryptofeedRecording, type Recording } from './recordings.ts'

// Recorded feeds with messages lost, doubled at once and later, swapped with the next and cut short. Whatever comes of
// it, a book that is not void has the ten best levels a side that it has without the damage: it is never wrong and looks right. (Kraken's
// checksum is over ten; the others are held to more by their numbers.) The long form is that of src/wire/fuzz.test.ts.

const asked = process.env['ISOBAR_FUZZ']
const runs = Math.ceil(Number(asked ?? 300) / 100)
const seed = Number(process.env['ISOBAR_SEED'] ?? 20_261_128)
const levels = 10
const damagesMost = 3
/** How many messages later one may come a second time. */
const laterMost = 200

test.for(['BYBIT', 'BINANCE', 'BINANCE_FUTURES', 'COINBASE', 'OKX', 'KRAKEN', 'DERIBIT'])(
  '%s: a damaged feed leaves its books right or void',
  { timeout: asked === undefined ? 300_000 : 0 },
  (name, context) => {
    needs('data', context)
    const recording = cryptofeedRecording(name)
    const truth = booksOf(recording)
    const random = new Random(seed)
    let voided = 0
    let compared = 0
    for (let run = 0; run < runs; run++) {
      const { feed, wrong, right } = followDamaged(recording, truth, random)
      expect(wrong, `run ${run} of seed ${seed}`).toEqual([])
      compared += right
      if (feed.gaps > 0) voided++
    }
    // It is worth something only where the damage is felt and books go on beside it.
    expect(voided).toBeGreaterThan(runs / 4)
    expect(compared).toBeGreaterThan(runs)
    if (asked !== undefined) {
      process.stdout.write(
        `${name}: ${runs} feeds, ${voided} with a gap, ${compared} books right\n`,
      )
    }
  },
)

interface TrueBook {
  readonly instrument: number
  readonly text: string
}

/** The book after each message about one; undefined after the others. */
function booksOf({ name, feed, messages }: Recording): readonly (TrueBook | undefined)[] {
  const rows = new EventColumns()
  const followed = new CapturedFeed(protocols[name], feed.symbols)
  return messages.map(({ frame }) => {
    rows.empty()
    const outcome = feed.codec.decode(frame, rows)
    followed.read(frame, rows)
    if (outcome.kind !== 'decoded' || Number.isNaN(outcome.sequence.instrument)) return undefined
    const { instrument } = outcome.sequence
    return { instrument, text: textOf(followed.books.get(instrument)!.book) }
  })
}

function followDamaged(
  { name, feed: { symbols }, messages }: Recording,
  truth: readonly (TrueBook | undefined)[],
  random: Random,
): { readonly feed: CapturedFeed; readonly wrong: readonly number[]; readonly right: number } {
  const feed = new CapturedFeed(protocols[name], symbols)
  const out = new EventColumns()
  const order = damagedOrder(messages.length, random)
  const wrong: number[] = []
  let right = 0
  let furthest = 0
  const latest = new Map<number, string>()
  for (const { index, share } of order) {
    const { frame } = messages[index]!
    feed.read(share === 1 ? frame : cutShort(frame, share), out)
    out.empty()
    const after = truth[index]
    if (after === undefined || share < 1) continue
    if (index >= furthest) latest.set(after.instrument, after.text)
    furthest = Math.max(furthest, index)
    const followed = feed.books.get(after.instrument)
    if (followed === undefined || followed.book.isVoid) continue
    // A message that comes late is believed by its checksum, and what follows it is not.
    const text = textOf(followed.book)
    if (text === latest.get(after.instrument) || text === after.text) right++
    else wrong.push(index)
  }
  return { feed, wrong, right }
}

interface Delivered {
  readonly index: number
  /** How much of the message comes, 1 for all of it. */
  readonly share: number
}

/** The messages in their order, with a few damages. */
function damagedOrder(count: number, random: Random): readonly Delivered[] {
  const order: Delivered[] = Array.from({ length: count }, (_, index) => ({ index, share: 1 }))
  const damages = 1 + Math.floor(random.uniform() * damagesMost)
  for (let damage = 0; damage < damages; damage++) {
    const at = Math.floor(random.uniform() * (order.length - 1))
    const one = order[at]!
    const kind = Math.floor(random.uniform() * 5)
    if (kind === 0) order.splice(at, 1)
    else if (kind === 1) order.splice(at, 0, one)
    else if (kind === 4) order.splice(at + Math.floor(random.uniform() * laterMost), 0, one)
    else if (kind === 2) order.splice(at, 2, order[at + 1]!, one)
    else order[at] = { ...one, share: random.uniform() }
  }
  return order
}

function cutShort(frame: WireFrame, share: number): WireFrame {
  return { ...frame, end: frame.start + Math.floor((frame.end - frame.start) * share) }
}

function textOf({ levels: book }: InstrumentBook): string {
  return [eventSide.bid, eventSide.ask]
    .map((side) => {
      const { length, prices, quantities } = book.top(side, levels)
      const shown = Math.min(length, levels)
      return Array.from({ length: shown }, (_, k) => `${prices[k]}:${quantities[k]}`).join(' ')
    })
    .join('|')
}
