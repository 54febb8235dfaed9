import { expect, test } from 'vitest'
import { unitsOf } from '../../src/core/currency.ts'
import { eventKind } from '../../src/core/events/event-codes.ts'
import { flatFees } from '../../src/core/fee-schedule.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { Instant } from '../../src/core/time.ts'
import { Random } from '../../src/math/random.ts'
import { lognormalLatency } from '../../src/simulation/venue/latency/order-latency.ts'
import type { SimulatedVenue } from '../../src/simulation/venue/simulated-venue.ts'
import type { MarginTerms } from '../../src/simulation/venue/venue-terms.ts'
import {
  drive,
  looseMargin,
  market,
  newVenue,
  perpetual,
  place,
  type Tape,
  told,
  tradedPerpetual,
  tradedSpot,
  unit,
} from './venue-fixture.ts'

const bothMarkets = (): Tape =>
  market()
    .on(1)
    .book(1_010, [[100, 50]], [[101, 50]])

const wallet = (venue: SimulatedVenue, currency: string): number =>
  unitsOf(venue.account.wallet(currency))

const fees = (venue: SimulatedVenue): readonly (readonly [number, string])[] => {
  const fills = []
  while (venue.nextAnswerAt() < Infinity) {
    const answer = venue.takeAnswer()
    if (answer.kind === 'filled')
      fills.push([unitsOf(answer.feeAtoms), answer.feeCurrency] as const)
  }
  return fills
}

function run(
  venue: SimulatedVenue,
  tape: Tape,
  ...sent: ReturnType<typeof place>[]
): SimulatedVenue {
  for (const { command, at } of sent) venue.send(command, at as Instant)
  for (let row = 0; row < tape.rows.length; row++) venue.market(tape.rows, row)
  venue.advanceTo(1e15)
  return venue
}

test('maker and taker pay their fees, and a rebate is received', () => {
  const plan = { tiers: [{ volumeFrom: 0, fees: flatFees(5, -1) }], paidIn: 'settlement' } as const
  const venue = newVenue({ instruments: [tradedPerpetual({ fees: plan })] })
  const tape = market().trade(2_000, 'buy', 103, 1)
  run(venue, tape, place(1_100, 1, 'buy 1'), place(1_200, 2, 'sell 1 @ 103'))
  tape.rows.empty()
  expect(fees(run(venue, tape.trade(3_000, 'buy', 104, 1)))).toEqual([
    [0.0505, 'USDT'],
    [-0.0103, 'USDT'],
  ])
})

test('the tier goes by what was traded in the thirty days before', () => {
  const tiers = [
    { volumeFrom: 0, fees: flatFees(10) },
    { volumeFrom: 200, fees: flatFees(5) },
  ]
  const plan = { tiers, paidIn: 'settlement' } as const
  const venue = newVenue({ instruments: [tradedPerpetual({ fees: plan })] })
  const later = 31 * 86_400e6
  const tape = market().ask(later, 101, 49)
  const sent = [place(1_100, 1, 'buy 1'), place(1_200, 2, 'buy 1'), place(1_300, 3, 'buy 1')]
  expect(fees(run(venue, tape, ...sent, place(later + 1_000, 4, 'buy 1')))).toEqual([
    [0.101, 'USDT'],
    [0.101, 'USDT'],
    [0.0505, 'USDT'],
    [0.101, 'USDT'],
  ])
})

test('a spot buy may pay in what it receives, and a token pays while there is enough of it', () => {
  const received = { tiers: [{ volumeFrom: 0, fees: flatFees(10) }], paidIn: 'received' } as const
  const inBase = newVenue({ instruments: [tradedSpot({ fees: received })] })
  run(inBase, market(), place(1_100, 1, 'buy 2'), place(1_200, 2, 'sell 1'))
  expect(wallet(inBase, 'BTC')).toBe(0.998)
  expect(fees(inBase)).toEqual([
    [0.002, 'BTC'],
    [0.1, 'USDT'],
  ])
  const token = { currency: 'BNB', discount: 0.25, unitPrice: 500 }
  const venue = newVenue({
    instruments: [tradedPerpetual({ fees: { ...received, token } })],
    deposits: [
      { currency: 'USDT', atoms: 1_000n * unit },
      { currency: 'BNB', atoms: unit / 5_000n },
    ],
  })
  run(venue, market(), place(1_100, 1, 'buy 1'), place(1_200, 2, 'buy 1'))
  expect(fees(venue)).toEqual([
    [0.0001515, 'BNB'],
    [0.101, 'USDT'],
  ])
})

test('spot is bought with what is free and no more', () => {
  const plan = { tiers: [{ volumeFrom: 0, fees: flatFees(100) }], paidIn: 'settlement' } as const
  const venue = newVenue({
    instruments: [tradedSpot({ fees: plan })],
    deposits: [{ currency: 'USDT', atoms: 304n * unit }],
  })
  const { answers } = drive(venue, market(), [
    place(1_100, 1, 'buy 1 @ 99'), // holds 99.99
    place(1_200, 2, 'buy 2'), // 204.02 are left and it costs as much with its fee, plus a cent less
    place(1_300, 3, 'buy 1 @ 99'),
    place(1_400, 4, 'sell 3'),
    place(1_500, 5, 'sell 2'),
  ])
  expect(told(answers)).toEqual([
    '1 accepted',
    '2 rejected insufficient-balance',
    '3 accepted',
    '4 rejected insufficient-balance',
    '5 rejected insufficient-balance',
  ])
})

test('what backs a perpetual cannot be spent on spot, and what spot orders hold backs none', () => {
  const both = {
    instruments: [
      tradedPerpetual({ margin: { ...looseMargin, leverage: 1 } }),
      tradedSpot({ index: 1 }),
    ],
    deposits: [{ currency: 'USDT', atoms: 250n * unit }],
  }
  const first = drive(newVenue(both), bothMarkets(), [
    place(1_100, 1, 'buy 2 @ 100'),
    place(1_200, 2, 'buy 1 @ 100', { instrument: 1 }),
  ])
  expect(told(first.answers)).toEqual(['1 accepted', '2 rejected insufficient-balance'])
  const second = drive(newVenue(both), bothMarkets(), [
    place(1_100, 1, 'buy 1 @ 100', { instrument: 1 }),
    place(1_200, 2, 'buy 2 @ 100'),
  ])
  expect(told(second.answers)).toEqual(['1 accepted', '2 rejected insufficient-margin'])
})

test('an order beyond the initial margin is refused, one that closes is not', () => {
  const margin = { ...looseMargin, leverage: 10 }
  const venue = newVenue({
    instruments: [tradedPerpetual({ margin })],
    deposits: [{ currency: 'USDT', atoms: 105n * unit }],
  })
  const tape = market().value(1_050, eventKind.mark, 100)
  const { answers } = drive(venue, tape, [
    place(1_100, 1, 'buy 11'),
    place(1_200, 2, 'buy 10'),
    place(1_300, 3, 'buy 1 @ 90'),
    place(1_400, 4, 'sell 10'),
  ])
  expect(told(answers)).toEqual([
    '1 rejected insufficient-margin',
    '2 accepted',
    '2 filled 10@101 taker',
    '3 rejected insufficient-margin',
    '4 accepted',
    '4 filled 10@100 taker',
  ])
})

const isolated: MarginTerms = { ...looseMargin, mode: 'isolated', leverage: 10 }

test('an isolated position that the mark ruins is sold, and costs no more than it was opened with', () => {
  const venue = newVenue({ instruments: [tradedPerpetual({ margin: isolated })] })
  const tape = market()
    .value(1_050, eventKind.mark, 100)
    .value(3_000, eventKind.mark, 93) // margin 101, loss 80
    .value(4_000, eventKind.mark, 91)
  const { answers, events } = drive(venue, tape, [
    place(1_100, 1, 'buy 10'),
    place(1_200, 2, 'sell 5 @ 120'),
  ])
  expect(told(answers).at(-1)).toBe('2 cancelled liquidation 0')
  // The displayed bid of 100 takes it: a book that lags its mark is kind.
  expect(events).toMatchObject([{ kind: 'liquidated', lots: -10, priceTicks: 100 }])
  expect(wallet(venue, 'USDT')).toBe(1_000_000 - 10)
})

test('where no book takes it, a position changes hands at the price that leaves nothing', () => {
  const venue = newVenue({ instruments: [tradedPerpetual({ margin: isolated })] })
  const tape = market()
    .value(1_050, eventKind.mark, 100)
    .book(2_000, [[80, 50]], [[101, 50]])
    .value(3_000, eventKind.mark, 91)
  const { events } = drive(venue, tape, [place(1_100, 1, 'buy 10')])
  expect(events).toMatchObject([{ kind: 'liquidated', lots: -10, priceTicks: 91 }])
  expect(wallet(venue, 'USDT')).toBe(1_000_000 - 100)
})

test('what a gap of the mark costs beyond the margin is paid by the fund, and when it is empty by others', () => {
  const insurance = new Map([['USDT', 100n * unit]])
  const venue = newVenue({ instruments: [tradedPerpetual({ margin: isolated })], insurance })
  const tape = market()
    .value(1_050, eventKind.mark, 100)
    .book(2_000, [[60, 50]], [[101, 50]])
    .value(3_000, eventKind.mark, 70)
  const { events } = drive(venue, tape, [place(1_100, 1, 'buy 10')])
  expect(events).toMatchObject([
    { kind: 'liquidated', priceTicks: 70 },
    { kind: 'insured', atoms: 209n * unit },
  ])
  expect(wallet(venue, 'USDT')).toBe(1_000_000 - 101)
  const { ledger } = venue.account
  expect(unitsOf(ledger.balance('insurance', 'linear:BTC-USDT', 'USDT'))).toBe(-100)
})

test('cross positions back each other until the wallet is spent', () => {
  const second: Instrument = { ...perpetual, name: 'ETH-USDT', base: 'ETH' }
  const margin = { ...looseMargin, leverage: 20 }
  const venue = newVenue({
    instruments: [
      tradedPerpetual({ margin }),
      tradedPerpetual({ index: 1, instrument: second, margin }),
    ],
    deposits: [{ currency: 'USDT', atoms: 200n * unit }],
  })
  const tape = market()
    .value(1_050, eventKind.mark, 100)
    .on(1)
    .book(1_060, [[100, 50]], [[101, 50]])
    .value(1_070, eventKind.mark, 100)
    .on(0)
    .book(2_000, [[81, 50]], [[101, 50]])
    .value(2_100, eventKind.mark, 81) // loses 200
    .on(1)
    .value(2_200, eventKind.mark, 120)
  const shortSecond = { ...place(1_200, 2, 'sell 10', { instrument: 1 }) }
  const { events } = drive(venue, tape, [place(1_100, 1, 'buy 10'), shortSecond])
  expect(events.map(({ kind, instrument }) => [kind, instrument])).toEqual([
    ['liquidated', 1],
    ['liquidated', 0],
  ])
  expect(wallet(venue, 'USDT')).toBeGreaterThanOrEqual(0)
})

const tiered: MarginTerms = {
  ...looseMargin,
  leverage: 10,
  schedule: [
    {
      from: -Infinity as Instant,
      tiers: [
        { notionalFrom: 0, maintenanceRate: 0.01, leverageMax: 100 },
        { notionalFrom: 500, maintenanceRate: 0.05, leverageMax: 50 },
        { notionalFrom: 800, maintenanceRate: 0.2, leverageMax: 10 },
      ],
    },
  ],
}

test.each([
  // 30 left, 5 + 15 + 20 needed for 900. Down to 800 at most: 8 of 10, which need 5 + 11.
  ['by-tier', 90, [-2]],
  // 10 left. 9 of 10 are 792 and need 19.6; down to 500: 5 lots, which need 4.4.
  ['by-tier', 88, [-1, -4]],
  // Nothing left: step after step, and in the lowest tier all of it.
  ['by-tier', 87, [-1, -4, -5]],
  ['whole', 90, [-10]],
] as const)('closed %s at a mark of %d, what is sold is %j', (closing, mark, sold) => {
  const venue = newVenue({
    instruments: [tradedPerpetual({ margin: { ...tiered, closing } })],
    deposits: [{ currency: 'USDT', atoms: 140n * unit }],
  })
  const tape = market()
    .book(1_050, [[mark, 50]], [[mark + 1, 50]])
    .value(1_060, eventKind.mark, 101)
    .value(3_000, eventKind.mark, mark)
  const { events } = drive(venue, tape, [place(1_020, 1, 'buy 10')])
  expect(events.map((event) => 'lots' in event && event.lots)).toEqual(sold)
})

test('an isolated position is reduced step by step too, and costs no more than it was opened with', () => {
  const margin: MarginTerms = { ...tiered, mode: 'isolated', closing: 'by-tier' }
  const venue = newVenue({ instruments: [tradedPerpetual({ margin })] })
  const tape = market()
    .book(2_000, [[60, 50]], [[101, 50]])
    .value(3_000, eventKind.mark, 91)
  const { events } = drive(venue, tape, [place(1_100, 1, 'buy 10')])
  expect(events.length).toBeGreaterThan(1)
  expect(venue.tradedOf(0).position.lots).toBe(0)
  expect(wallet(venue, 'USDT')).toBeGreaterThanOrEqual(1_000_000 - 101)
})

test('those in profit are deleveraged by decree, at the mark', () => {
  const deleveragings = [{ at: 3_500 as Instant, instrument: 0, share: 0.5 }]
  const venue = newVenue({ deleveragings })
  const tape = market().value(3_000, eventKind.mark, 110).value(4_000, eventKind.mark, 109)
  const { events } = drive(venue, tape, [place(1_100, 1, 'buy 10')])
  expect(events).toMatchObject([{ kind: 'deleveraged', lots: -5, priceTicks: 110 }])
})

test('what befalls an account is heard in the order in which it happened, however long each is under way', () => {
  let closings = 0
  for (let seed = 1; seed <= 40; seed++) {
    const venue = newVenue({
      answerLatency: lognormalLatency({ floorUs: 1, medianUs: 1_000, sigma: 3 }, new Random(seed)),
      deposits: [{ currency: 'USDT', atoms: 100n * unit }],
    })
    const tape = market().value(1_050, eventKind.mark, 100).value(1_300, eventKind.mark, 90)
    run(venue, tape, place(1_100, 1, 'buy 10'))
    const heard: string[] = []
    let last = -Infinity
    while (venue.nextAnswerAt() < Infinity) {
      const { kind, exchangeTime, localTime } = venue.takeAnswer()
      expect(exchangeTime).toBeGreaterThanOrEqual(last)
      expect(localTime).toBeGreaterThan(exchangeTime)
      last = exchangeTime
      heard.push(kind)
    }
    expect(heard.indexOf('liquidated')).toBeGreaterThan(heard.lastIndexOf('filled'))
    closings += heard.filter((kind) => kind === 'liquidated').length
  }
  expect(closings).toBe(40)
})
