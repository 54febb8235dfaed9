import fc from 'fast-check'
import { expect, test } from 'vitest'
import { smallPlan } from '../../../test/market/small-plan.ts'
import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { OrderSide } from '../../core/orders/order.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { OutsideOrder, OutsideReport } from './participants.ts'
import { untakenReportsMost } from './order-desk.ts'
import { SyntheticMarket } from './synthetic-market.ts'

const { bid, ask } = eventSide
const instrument = 0
const plan = smallPlan(21, { venues: ['binance'], bases: ['BTC'] })

/** A market that has run for a second, and what it tells from then on. */
function started(): {
  readonly market: SyntheticMarket
  readonly run: (milliseconds: number) => void
} {
  const market = new SyntheticMarket(plan)
  const out = new EventColumns()
  const run = (milliseconds: number): void => {
    out.empty()
    market.advance((market.now + milliseconds * 1_000) as Instant, out)
  }
  run(1_000)
  return { market, run }
}

function order(
  side: OrderSide,
  lots: number,
  limitTicks: number | undefined,
  more: Partial<OutsideOrder> = {},
): OutsideOrder {
  return {
    participant: 1,
    instrument,
    side,
    lots: lots as Lots,
    ...(limitTicks === undefined ? {} : { limitTicks: limitTicks as PriceTicks }),
    isPostOnly: false,
    timeInForce: 'gtc',
    ...more,
  }
}

test('a market order is filled by what rests, best first, and the feed tells the same trades', () => {
  const { market } = started()
  const { levels } = market.market(instrument).book
  const best = levels.best(ask)
  const shown = levels.quantityAt(ask, best)
  const outcome = market.place(order('buy', shown + 1, undefined))
  expect(outcome).toMatchObject({ kind: 'accepted', filledLots: shown + 1, restingLots: 0 })
  const fills = market.takeReports().filter((each) => each.kind === 'filled')
  expect(fills.every((fill) => fill.liquidity === 'taker')).toBe(true)
  expect(fills.reduce((sum, fill) => sum + fill.lots, 0)).toBe(shown + 1)
  expect(fills.at(-1)!.leavesLots).toBe(0)
  const prices = fills.map((fill) => fill.priceTicks)
  expect(prices).toEqual(prices.toSorted((a, b) => a - b))
  const rows = new EventColumns()
  market.finish(rows)
  const told = new Map<number, number>()
  for (let row = 0; row < rows.length; row++) {
    if (rows.kind[row] === eventKind.trade && rows.instrument[row] === instrument) {
      told.set(rows.id[row]!, rows.quantity[row]!)
    }
  }
  for (const fill of fills) expect(told.get(fill.tradeId)).toBe(fill.lots)
})

test('an order that rests is filled when those before it are gone, and never through its limit', () => {
  const { market, run } = started()
  const { book } = market.market(instrument)
  const price = book.levels.best(bid)
  const ahead = book.levels.quantityAt(bid, price)
  const placed = market.place(order('buy', 50, price, { isPostOnly: true }))
  if (placed.kind !== 'accepted') throw new Error(placed.reason)
  expect(book.lotsAhead(book.slotOf(placed.orderId))).toBe(ahead)
  const reports: OutsideReport[] = []
  for (let k = 0; k < 20_000 && reports.length === 0; k++) {
    const slot = book.slotOf(placed.orderId)
    const before = book.lotsAhead(slot)
    run(5)
    reports.push(...market.takeReports())
    const now = reports.length === 0 ? book.lotsAhead(slot) : 0
    expect(now).toBeLessThanOrEqual(before)
  }
  expect(reports[0]).toMatchObject({ kind: 'filled', liquidity: 'maker', priceTicks: price })
})

test('refusals: post-only, fill-or-kill, off the grid, unknown', () => {
  const { market } = started()
  const { levels } = market.market(instrument).book
  const [bestBid, bestAsk] = [levels.best(bid), levels.best(ask)]
  const refused = (each: OutsideOrder): unknown => {
    const outcome = market.place(each)
    return outcome.kind === 'rejected' ? outcome.reason : outcome.kind
  }
  expect(refused(order('buy', 1, bestAsk, { isPostOnly: true }))).toBe('would-take')
  expect(refused(order('sell', 1, bestBid, { isPostOnly: true }))).toBe('would-take')
  expect(refused(order('buy', 1e12, bestAsk, { timeInForce: 'fok' }))).toBe('no-fill-or-kill')
  expect(refused(order('buy', 1.5, bestAsk))).toBe('off-grid')
  expect(refused(order('buy', 1, bestAsk + 0.5))).toBe('off-grid')
  expect(refused(order('buy', 0, bestAsk))).toBe('too-small')
  expect(market.cancel(instrument, 9)).toEqual({ kind: 'rejected', reason: 'unknown-order' })
  expect(market.takeReports()).toEqual([])
})

test('what is not filled at once of an immediate order is gone', () => {
  const { market } = started()
  const best = market.market(instrument).book.levels.best(ask)
  const outcome = market.place(order('buy', 1e9, best, { timeInForce: 'ioc' }))
  expect(outcome).toMatchObject({ kind: 'accepted', restingLots: 0 })
})

test('an amendment to less keeps its place; to another price or more it loses it', () => {
  const { market } = started()
  const { book } = market.market(instrument)
  const price = book.levels.best(bid) - 2_000
  const first = market.place(order('buy', 10, price))
  const second = market.place(order('buy', 10, price, { participant: 2 }))
  if (first.kind !== 'accepted' || second.kind !== 'accepted') throw new Error('refused')
  const ahead = (): number => book.lotsAhead(book.slotOf(second.orderId))
  const before = ahead()
  const to = (leavesLots: number, priceTicks: number): unknown =>
    market.amend(instrument, first.orderId, { leavesLots, priceTicks })
  expect(to(4, price)).toMatchObject({ kind: 'done', leavesLots: 4 })
  expect(ahead()).toBe(before - 6)
  expect(to(8, price)).toMatchObject({ kind: 'done', leavesLots: 8 })
  expect(ahead()).toBe(before - 10)
  expect(market.cancel(instrument, first.orderId)).toMatchObject({ kind: 'done', leavesLots: 8 })
  expect(book.slotOf(first.orderId)).toBe(-1)
})

test("a participant's orders do not trade with one another: the one that rests goes", () => {
  const { market, run } = started()
  const { levels } = market.market(instrument).book
  while (levels.best(ask) - levels.best(bid) < 2) run(1)
  const price = levels.best(bid) + 1
  const resting = market.place(order('buy', 10, price))
  if (resting.kind !== 'accepted') throw new Error(resting.reason)
  market.place(order('sell', 5, price))
  expect(market.takeReports()[0]).toMatchObject({
    kind: 'cancelled',
    orderId: resting.orderId,
    leavesLots: 10,
  })
})

test('whatever comes, filled and left are what was asked, at prices within the limit', () => {
  const drawn = fc.record({
    side: fc.constantFrom<OrderSide>('buy', 'sell'),
    lots: fc.integer({ min: 1, max: 100_000 }),
    away: fc.integer({ min: -40, max: 40 }),
    participant: fc.integer({ min: 1, max: 2 }),
    timeInForce: fc.constantFrom('gtc', 'ioc', 'fok'),
    isPostOnly: fc.boolean(),
    pause: fc.nat(30),
    afterwards: fc.constantFrom('nothing', 'cancel', 'amend'),
  })
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 1, maxLength: 15 }), (orders) => {
      const { market, run } = started()
      const { book } = market.market(instrument)
      const asked = new Map<number, { readonly side: OrderSide; limit: number; left: number }>()
      const settle = (): void => {
        for (const report of market.takeReports()) {
          const known = asked.get(report.orderId)!
          const isFill = report.kind === 'filled'
          if (isFill) known.left -= report.lots
          expect(report.leavesLots).toBe(known.left)
          const price = isFill ? report.priceTicks : known.limit
          const beyond = known.side === 'buy' ? price - known.limit : known.limit - price
          expect(beyond).toBeLessThanOrEqual(0)
          if (!isFill) known.left = 0
        }
      }
      for (const { away, pause, afterwards, ...each } of orders) {
        run(pause)
        settle()
        const best = book.levels.best(each.side === 'buy' ? ask : bid)
        const limit = best + away
        const outcome = market.place(
          order(each.side, each.lots, limit, {
            participant: each.participant,
            timeInForce: each.timeInForce,
            isPostOnly: each.isPostOnly,
          }),
        )
        if (outcome.kind === 'rejected') continue
        const { orderId, filledLots, restingLots } = outcome
        expect(filledLots + restingLots === each.lots || each.timeInForce !== 'gtc').toBe(true)
        asked.set(orderId, { side: each.side, limit, left: each.lots })
        settle()
        const known = asked.get(orderId)!
        expect(known.left === restingLots || each.timeInForce !== 'gtc').toBe(true)
        if (afterwards === 'cancel') {
          const cancelled = market.cancel(instrument, orderId)
          if (cancelled.kind === 'done') known.left = 0
        } else if (afterwards === 'amend' && restingLots > 0) {
          known.left = restingLots + 3
          known.limit = limit + 5
          const to = { leavesLots: restingLots + 3, priceTicks: limit + 5 }
          if (market.amend(instrument, orderId, to).kind === 'rejected') {
            known.left = restingLots
            known.limit = limit
          }
        }
        settle()
      }
    }),
    { numRuns: 25 },
  )
})

test('reports nobody takes are kept up to a limit, and counted beyond it', () => {
  const { market } = started()
  const { levels } = market.market(instrument).book
  const price = levels.best(ask)
  market.place(order('buy', levels.quantityAt(ask, price), undefined))
  market.takeReports()
  // One's own order is withdrawn when one's other runs into it: a report without a trade.
  const runInto = (times: number): void => {
    for (let k = 0; k < times; k++) {
      market.place(order('buy', 1, price))
      market.place(order('sell', 1, price, { timeInForce: 'ioc' }))
    }
  }
  expect(price).toBeLessThan(levels.best(ask))
  runInto(untakenReportsMost)
  expect(market.lostReports).toBe(0)
  runInto(3)
  expect(market.lostReports).toBe(3)
  expect(market.takeReports().length).toBe(untakenReportsMost)
  runInto(2)
  expect(market.takeReports().length).toBe(2)
  expect(market.lostReports).toBe(3)
})
