import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import { atomsOf } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { OrderPricing } from '../../core/orders/order.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { Reporting } from '../../engine/reporting.ts'
import { beginRun, requireNamed } from './begin-run.ts'
import { gainedElsewhere, heldInJournal, tellHeld } from './held-elsewhere.ts'
import { openJournal } from './open-journal.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'isobar-held-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const time = 5 as Instant
const binance = fakeInstrument('binance')
const okx: Instrument = { ...fakeInstrument('okx'), class: 'linear' }
const limit: OrderPricing = { kind: 'limit', priceTicks: 1 as PriceTicks, isPostOnly: false }
const stop: OrderPricing = { kind: 'stop', triggerTicks: 9 as PriceTicks, triggeredBy: 'mark' }

/** Buys 7 lots on the second of two instruments; an order may rest there. */
async function boughtOnOkx(resting?: OrderPricing): Promise<void> {
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', [binance, okx], time)
  const place = (clientOrderId: number, pricing: OrderPricing): void =>
    journal.append({
      time,
      kind: 'intent',
      wireId: `w${clientOrderId}`,
      strategy: 0,
      label: null,
      arrivalMid: null,
      isOfLegs: false,
      order: {
        clientOrderId,
        instrument: 1,
        side: pricing.kind === 'stop' ? 'sell' : 'buy',
        lots: 7 as Lots,
        pricing,
        timeInForce: { kind: 'gtc' },
        isReduceOnly: pricing.kind === 'stop',
      },
    })
  const told = { instrument: 1, exchangeTime: time, localTime: time }
  place(1, limit)
  journal.append({
    time,
    kind: 'answer',
    event: {
      ...told,
      kind: 'filled',
      clientOrderId: 1,
      tradeId: 'a',
      lots: 7 as Lots,
      priceTicks: 1 as PriceTicks,
      liquidity: 'taker',
      feeAtoms: 0n,
      feeCurrency: 'USDT',
      leavesLots: 0 as Lots,
    },
  })
  if (resting !== undefined) {
    place(2, resting)
    journal.append({ time, kind: 'answer', event: { ...told, kind: 'accepted', clientOrderId: 2 } })
  }
  await journal.close()
}

test('what an earlier run holds is found before anybody writes there, and nothing where there was none', async () => {
  expect(await heldInJournal(join(folder, 'none'))).toEqual([])
  await boughtOnOkx()
  expect(await heldInJournal(folder)).toEqual([okx])
})

test('a position that a run does not trade is told, counted where it can be, and else refused or left by word', async () => {
  await boughtOnOkx()
  const journal = await openJournal(folder)
  const told: string[] = []
  const look = (traded: Instrument[], held: Instrument[], rule: 'refuse' | 'leave'): string[] => {
    told.length = 0
    tellHeld(journal.state, { traded, held }, rule, (line) => void told.push(line))
    return told
  }
  expect(look([binance, okx], [], 'refuse')).toEqual([])
  expect(look([binance], [okx], 'refuse')).toEqual([
    expect.stringMatching(/^0.007 of okx:BTC-USDT:linear of an earlier run .* counts in limits/),
  ])
  expect(() => look([binance], [], 'refuse')).toThrow(
    'the journal holds 0.007 of okx:BTC-USDT:linear, which this run does not look at',
  )
  expect(look([binance], [], 'leave')).toEqual([expect.stringMatching(/no limit counts it$/)])
  await journal.close()
})

test('what was gained on what is not traded any more counts, where its worth is known', async () => {
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', [binance, okx], time)
  const paid = (units: number, currency: string): void =>
    journal.append({
      time,
      kind: 'account',
      event: {
        kind: 'borrow',
        instrument: 1,
        exchangeTime: time,
        localTime: time,
        currency,
        atoms: atomsOf(units),
      },
    })
  paid(-300, 'USDT')
  paid(2, 'EUR')
  const reporting: Reporting = {
    currency: 'USD',
    rates: new Map([
      ['USDT', { kind: 'fixed', rate: 0.5 }],
      ['EUR', { kind: 'mid', instrument: 0 }],
    ]),
  }
  // Of what the run looks at its account tells.
  expect(gainedElsewhere(journal.state, reporting)).toBe(0)
  beginRun(journal, 'paper', [binance], time)
  expect(gainedElsewhere(journal.state, reporting)).toBe(-150)
  await journal.close()
})

test('of what is only held a stop may rest, and no other order', async () => {
  await boughtOnOkx(stop)
  const stopped = await openJournal(folder)
  expect(() => requireNamed(stopped.state, [binance], [okx])).not.toThrow()
  expect(() => requireNamed(stopped.state, [binance])).toThrow('order w2 of an earlier run')
  await stopped.close()
  rmSync(folder, { recursive: true })
  await boughtOnOkx(limit)
  const quoted = await openJournal(folder)
  expect(() => requireNamed(quoted.state, [binance], [okx])).toThrow('order w2 of an earlier run')
  await quoted.close()
})

test('an instrument that is listed in steps in which what is held cannot be counted is refused, and nothing is written', async () => {
  await boughtOnOkx()
  const journal = await openJournal(folder)
  const coarse: Instrument = { ...okx, lotSize: { units: 1, decimals: 2 } }
  expect(() => beginRun(journal, 'paper', [coarse], time)).toThrow(
    'okx:BTC-USDT is listed in ticks of 0.1 and lots of 0.01 now, and was in ticks of 0.1 and lots of 0.001: the 0.007 that are held cannot be counted in these',
  )
  expect(journal.state.runs).toBe(1)
  beginRun(journal, 'paper', [{ ...okx, lotSize: { units: 1, decimals: 4 } }], time)
  expect(journal.state.positions[1]).toMatchObject({ lots: 70 })
  await journal.close()
})
