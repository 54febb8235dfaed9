import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Currency } from '../../src/core/currency.ts'
import { eventFlag, eventKind, eventSide } from '../../src/core/events/event-codes.ts'
import type { EventColumns } from '../../src/core/events/event-columns.ts'
import { flatFees } from '../../src/core/fee-schedule.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { OrderCommand } from '../../src/core/orders/order.ts'
import { isOfOrder, type AccountEvent } from '../../src/core/orders/account-event.ts'
import type { OrderEvent, Stamped } from '../../src/core/orders/order-event.ts'
import type { Instant } from '../../src/core/time.ts'
import { Random } from '../../src/math/random.ts'
import type { FaultTerms } from '../../src/simulation/venue/faults/fault-terms.ts'
import { fixedWindow } from '../../src/simulation/venue/faults/rate-limit.ts'
import {
  constantFeed,
  drawnFeed,
  type FeedClock,
} from '../../src/simulation/venue/latency/feed-clock.ts'
import { lognormalLatency } from '../../src/simulation/venue/latency/order-latency.ts'
import { SimulatedVenue, type VenueWitness } from '../../src/simulation/venue/simulated-venue.ts'
import type { MarginTerms, VenueTerms } from '../../src/simulation/venue/venue-terms.ts'
import { randomCommands, randomMessages, tapeOf } from './random-tape.ts'
import {
  looseMargin,
  perpetual,
  tradedPerpetual,
  tradedSpot,
  unit,
  venueTerms,
  type Sent,
  type Tape,
  type Told,
} from './venue-fixture.ts'

// The laws, with everything on that can go wrong: faults, latencies drawn, little margin, funding, rate limits. One
// venue with spot, a linear perpetual on cross margin, one on isolated margin, and an inverse one.

const faults: FaultTerms = {
  lostCommand: 0.05,
  rejected: 0.05,
  lostAnswer: 0.1,
  duplicatedAnswer: 0.1,
  lateAnswer: 0.2,
  lateUsMax: 5_000,
  slowCancel: 0.3,
  slowCancelUsMax: 4_000,
  outage: { meanUsBetween: 20_000, meanUsLasting: 2_000 },
}
const margin: MarginTerms = { ...looseMargin, leverage: 20, liquidationFeeBps: 50 }
const inverse: Instrument = {
  ...perpetual,
  name: 'BTC-USD',
  quote: 'USD',
  class: 'inverse',
  contractSize: { units: 100, decimals: 0 },
}
const fees = { tiers: [{ volumeFrom: 0, fees: flatFees(7.3, -1.7) }], paidIn: 'received' } as const
const token = { currency: 'BNB', discount: 0.25, unitPrice: 500 }

function termsOf(seed: number, feed: FeedClock): VenueTerms {
  const random = new Random(seed)
  const way = { floorUs: 50, medianUs: 800, sigma: 1 }
  return venueTerms({
    seed,
    instruments: [
      tradedSpot({ fees }),
      tradedPerpetual({ index: 1, fees: { ...fees, token }, margin }),
      tradedPerpetual({
        index: 2,
        instrument: { ...perpetual, name: 'ETH-USDT', base: 'ETH' },
        fees: { ...fees, paidIn: 'settlement' },
        margin: { ...margin, mode: 'isolated' },
        impact: { share: 0.5, halfLifeUs: 3_000 },
      }),
      tradedPerpetual({ index: 3, instrument: inverse, fees, margin }),
    ],
    feed,
    orderLatency: lognormalLatency(way, random.fork('out')),
    answerLatency: lognormalLatency(way, random.fork('back')),
    deposits: [
      { currency: 'USDT', atoms: 250n * unit },
      { currency: 'BTC', atoms: 12n * unit },
      { currency: 'BNB', atoms: unit / 10_000n },
    ],
    insurance: new Map([['USDT', 50n * unit]]),
    rateLimits: [
      fixedWindow({ windowUs: 5_000, most: 12, weights: { place: 1, cancel: 1, amend: 2 } }),
    ],
    faults,
    deleveragings: [{ at: 20_000 as Instant, instrument: 1, share: 0.3 }],
  })
}

type Look = (venue: SimulatedVenue) => void

/** What a run came to. */
interface Run {
  readonly answers: readonly Stamped<OrderEvent>[]
  readonly events: readonly AccountEvent[]
  /** As it happened at the venue: in the course of which row, and whether by it or due before it. */
  readonly said: readonly {
    readonly event: Told
    readonly row: number
    readonly isOfRow: boolean
  }[]
  readonly sent: readonly Sent[]
  readonly venue: SimulatedVenue
}

/** Drives a venue; `look` is given it after every row. */
function run(tape: Tape, sent: readonly Sent[], terms: VenueTerms, look?: Look): Run {
  const said: { event: Told; row: number; isOfRow: boolean }[] = []
  let at = NaN
  let row = -1
  const witness: VenueWitness = {
    handled: () => undefined,
    said: (event) => said.push({ event, row, isOfRow: event.exchangeTime === at }),
  }
  const venue = new SimulatedVenue(terms, witness)
  const answers: Stamped<OrderEvent>[] = []
  const events: AccountEvent[] = []
  let next = 0
  const hear = (before: number): void => {
    while (venue.nextAnswerAt() < before) {
      const message = venue.takeAnswer()
      if (isOfOrder(message)) answers.push(message)
      else events.push(message)
    }
  }
  for (row = 0; row < tape.rows.length; row++) {
    at = venue.venueInstant(tape.rows, row)
    while (next < sent.length && sent[next]!.at < at) {
      const { command, at: leaving } = sent[next++]!
      venue.send(command, leaving as Instant)
    }
    venue.market(tape.rows, row)
    look?.(venue)
    hear(at)
  }
  row = tape.rows.length
  at = NaN
  venue.advanceTo(1e12)
  look?.(venue)
  hear(Infinity)
  return { answers, events, said, sent, venue }
}

const idOf = (command: OrderCommand): number =>
  command.kind === 'place' ? command.order.clientOrderId : command.clientOrderId

/** What does not add up to nothing, and the wallets that are not what the ledger says; to the atom. */
function imbalances(venue: SimulatedVenue): readonly string[] {
  return currencies.filter((currency) => {
    const { account } = venue
    const { ledger } = account
    let wallet = ledger.balance('cash', '', currency)
    for (let index = 0; index < 4; index++) {
      const { position } = venue.tradedOf(index)
      const { name, class: kind, base, quote } = position.instrument
      wallet += ledger.balance('cash', name, currency)
      if (kind === 'spot') wallet += ledger.balance('position', name, currency)
      else if (currency === (kind === 'inverse' ? base : quote)) wallet += position.costAtoms
    }
    return ledger.total(currency) !== 0n || account.wallet(currency) !== wallet
  })
}

const currencies: readonly Currency[] = ['USDT', 'USD', 'BTC', 'ETH', 'BNB']

/** Commands over all four instruments: each order an id of its own, which cancels and amendments mean. */
const commands = randomCommands(['trade', 'mark']).map((all) => {
  const instruments: number[] = []
  return all.map(({ at, command }, k): Sent => {
    if (command.kind === 'place') {
      const instrument = k % 4
      const clientOrderId = instruments.push(instrument) - 1
      return { at, command: { ...command, order: { ...command.order, instrument, clientOrderId } } }
    }
    const clientOrderId = command.clientOrderId % Math.max(1, instruments.length)
    const instrument = instruments[clientOrderId] ?? 0
    return { at, command: { ...command, clientOrderId, instrument } }
  })
})

const drawn = (seed: number): FeedClock => drawnFeed({ floorUs: 1, medianUs: 300, sigma: 1 }, seed)

/** All rows of an instant happen at it, so that what a row did can be told from what was due before. */
const even = (): FeedClock => constantFeed(5)

type Law = (run: Run, tape: Tape) => void

/** Holds every law against each of many runs; a counterexample is printed with its seed and the law's name. */
function forAllRuns(
  laws: Readonly<Record<string, Law>>,
  feedOf: (seed: number) => FeedClock,
  look?: Look,
): void {
  fc.assert(
    fc.property(randomMessages, commands, fc.nat(1e6), (messages, sent, seed) => {
      const tape = tapeOf(messages, 4)
      const made = run(tape, sent, termsOf(seed, feedOf(seed)), look)
      for (const [name, law] of Object.entries(laws)) {
        try {
          law(made, tape)
        } catch (cause) {
          throw new Error(name, { cause })
        }
      }
    }),
    { numRuns: 200 },
  )
}

/** An order, and what has been said of it so far. */
interface Followed {
  lots: number
  filled: number
  /** Every limit it ever had; undefined: none. */
  readonly limits: (number | undefined)[]
  readonly isBuy: boolean
}

/** Follows each order through what is said of it at the venue. */
function follow({ said, sent }: Run, each: (event: Told, order: Followed) => void): void {
  const orders = new Map<number, Followed>()
  for (const { command } of sent) {
    if (command.kind !== 'place') continue
    const { clientOrderId, lots, pricing, side } = command.order
    const limit = pricing.kind === 'stop' ? pricing.limitTicks : undefined
    const limits = [pricing.kind === 'limit' ? pricing.priceTicks : limit]
    orders.set(clientOrderId, { lots, filled: 0, limits, isBuy: side === 'buy' })
  }
  for (const { event } of said) {
    const order = orders.get(event.clientOrderId)
    if (order === undefined) continue
    if (event.kind === 'amended') {
      order.lots = event.lots
      // Of a stop the trigger may be what was amended.
      if (order.limits.at(-1) !== undefined) order.limits.push(event.priceTicks)
    }
    if (event.kind === 'filled') order.filled += event.lots
    each(event, order)
  }
}

test('whatever latencies are drawn, everything happens and every law holds', () => {
  const counts = new Map<string, number>()
  const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1)
  const faulty: string[] = []
  forAllRuns(
    {
      'books balance to the atom after every row': ({ said, events }) => {
        for (const { event } of said) count('reason' in event ? event.reason : event.kind)
        for (const { kind } of events) count(kind)
        expect(faulty).toEqual([])
      },
      'what is filled and what is left are the quantity, and the end says what was filled': (
        made,
      ) => {
        follow(made, (event, { lots, filled }) => {
          const leaves = event.kind === 'filled' ? event.leavesLots : lots - filled
          const atEnd = event.kind === 'cancelled' ? event.filledLots : filled
          expect([leaves, atEnd]).toEqual([lots - filled, filled])
          expect(event.kind !== 'filled' || event.lots > 0).toBe(true)
          expect(filled).toBeLessThanOrEqual(lots)
        })
      },
      'no order fills through its limit': (made) => {
        follow(made, (event, { limits, isBuy }) => {
          if (event.kind !== 'filled' || limits.includes(undefined)) return
          const worst = (isBuy ? Math.max : Math.min)(...limits.map((each) => each!))
          expect((event.priceTicks - worst) * (isBuy ? 1 : -1)).toBeLessThanOrEqual(0)
        })
      },
      'nothing is heard before it happened, and nothing happens before it was sent': ({
        answers,
        sent,
      }) => {
        const sentAt = new Map<number, number>()
        for (const { at, command } of sent) {
          const id = idOf(command)
          sentAt.set(id, Math.min(at, sentAt.get(id) ?? Infinity))
        }
        let latest = -Infinity
        for (const { clientOrderId, exchangeTime, localTime } of answers) {
          expect(exchangeTime).toBeGreaterThan(sentAt.get(clientOrderId)!)
          expect(localTime).toBeGreaterThan(exchangeTime)
          expect(localTime).toBeGreaterThanOrEqual(latest)
          latest = localTime
        }
      },
      'spot is never owed': ({ venue }) => {
        expect(venue.account.wallet('BNB')).toBeGreaterThanOrEqual(0n)
        const { lots } = venue.tradedOf(0).position
        expect(lots + 12).toBeGreaterThanOrEqual(0)
      },
    },
    drawn,
    (venue) => faulty.push(...imbalances(venue)),
  )
  for (const what of [
    'filled',
    'triggered',
    'amended',
    'expired',
    'insufficient-balance',
    'rate-limit',
    'halted',
    'funding',
    'liquidated',
    'deleveraged',
  ]) {
    expect(counts.get(what) ?? 0, what).toBeGreaterThan(0)
  }
})

test('of what happens at one instant no more is taken than there was', () => {
  forAllRuns(
    {
      'of a trade our resting orders get no more than it was': ({ said }, { rows }) => {
        const given = new Map<number, number>()
        for (const { event, row, isOfRow } of said) {
          if (!isOfRow || event.kind !== 'filled' || rows.kind[row] !== eventKind.trade) continue
          if (event.liquidity === 'maker') given.set(row, (given.get(row) ?? 0) + event.lots)
        }
        for (const [row, lots] of given) expect(lots).toBeLessThanOrEqual(rows.quantity[row]!)
      },
      'no displayed lot is taken twice while its level stays as it is': (
        { said, sent },
        { rows },
      ) => {
        const isBuy = new Map(
          sent
            .filter(({ command }) => command.kind === 'place')
            .map(({ command }) => [
              idOf(command),
              command.kind === 'place' && command.order.side === 'buy',
            ]),
        )
        for (let index = 0; index < 4; index++) {
          const shown = new Map<string, number>()
          const taken = new Map<string, { lots: number; shown: number }>()
          let row = -1
          for (const { event, row: at, isOfRow } of said) {
            if (event.instrument !== index || event.kind !== 'filled') continue
            for (const end = isOfRow ? at : at - 1; row < end; row++) {
              if (rows.instrument[row + 1] === index) show(rows, row + 1, shown, taken)
            }
            if (event.liquidity === 'maker') continue
            const side = isBuy.get(event.clientOrderId) === true ? eventSide.ask : eventSide.bid
            const key = `${side} ${event.priceTicks}`
            const known = taken.get(key) ?? { lots: 0, shown: shown.get(key) ?? 0 }
            known.lots += event.lots
            taken.set(key, known)
            expect(known.lots).toBeLessThanOrEqual(known.shown)
          }
        }
      },
    },
    even,
  )
})

/** A row in a book as plain as can be; at the end of its message, what shows another quantity is free again. */
function show(
  rows: EventColumns,
  row: number,
  shown: Map<string, number>,
  taken: Map<string, { lots: number; shown: number }>,
): void {
  const kind = rows.kind[row]!
  if (kind === eventKind.clear || kind === eventKind.gap) shown.clear()
  if (kind === eventKind.level)
    shown.set(`${rows.side[row]} ${rows.price[row]}`, rows.quantity[row]!)
  if ((rows.flags[row]! & eventFlag.endsMessage) === 0) return
  for (const [key, level] of taken) if ((shown.get(key) ?? 0) !== level.shown) taken.delete(key)
}

test('the same seed is the same run, another seed another', () => {
  let others = 0
  fc.assert(
    fc.property(randomMessages, commands, fc.nat(1e6), (messages, sent, seed) => {
      const texts = [seed, seed, seed + 1].map((each) => {
        const { answers, venue } = run(tapeOf(messages, 4), sent, termsOf(each, drawn(each)))
        const wallets = currencies.map((currency) => venue.account.wallet(currency))
        return JSON.stringify([answers, wallets], (_, value: unknown) =>
          typeof value === 'bigint' ? String(value) : value,
        )
      })
      expect(texts[1]).toBe(texts[0])
      others += Number(texts[2] !== texts[0])
    }),
    { numRuns: 40 },
  )
  expect(others).toBeGreaterThan(30)
})
