import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type TestContext } from 'vitest'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { LiveDriver } from '../../src/app/live/live-driver.ts'
import { usualLive, type LiveSetup } from '../../src/app/live/live-setup.ts'
import { openJournal } from '../../src/app/live/open-journal.ts'
import { stopDust } from '../../src/app/live/stop-dust.ts'
import { unprotected } from '../../src/app/live/unprotected.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { FeedListener } from '../../src/core/events/market-feed.ts'
import type { OrderCommand } from '../../src/core/orders/order.ts'
import type { SendOutcome, VenueListener } from '../../src/core/orders/venue.ts'
import type { PriceTicks } from '../../src/core/price.ts'
import type { Strategy } from '../../src/core/strategy/strategy.ts'
import type { Duration, Instant } from '../../src/core/time.ts'
import { withProtectiveStops } from '../../src/strategies/protective-stops.ts'
import { until } from '../until.ts'
import { FakeExchange } from './fake-exchange.ts'
import { keepingStrategy } from './plain-strategies.ts'
import { fakeInstrument, SocketVenue } from './socket-venue.ts'

const ms = (count: number): Duration => (count * 1_000) as Duration

/** Takes stops, of which none is ever triggered, but for the first so many. */
class StopVenue extends SocketVenue {
  readonly stops: number[] = []
  /** Lots of each that was refused. */
  readonly asked: number[] = []
  refusesMost = 0
  reason: 'halted' | 'too-small' = 'halted'
  #account: VenueListener | undefined

  get refused(): number {
    return this.asked.length
  }

  override start(listener: VenueListener | FeedListener): Promise<void> {
    if ('answer' in listener) this.#account = listener
    return super.start(listener)
  }

  override send(command: OrderCommand, wireId: string, sendBy: Instant): Promise<SendOutcome> {
    if (command.kind !== 'place' || command.order.pricing.kind !== 'stop')
      return super.send(command, wireId, sendBy)
    const { instrument, lots } = command.order
    const exchangeTime = wallClock.now()
    if (this.refused < this.refusesMost) {
      this.asked.push(lots)
      const refusal = { wireId, instrument, exchangeTime, reason: this.reason }
      this.#account!.answer({ kind: 'rejected', ...refusal })
      return Promise.resolve({ kind: 'answered' })
    }
    this.stops.push(lots)
    this.#account!.answer({ kind: 'accepted', wireId, instrument, exchangeTime })
    return Promise.resolve({ kind: 'answered' })
  }
}

/** Buys once, and asks for the stop beside it a while after the end was asked for. */
function late(isEnding: () => boolean): Strategy {
  let isAsked = false
  return {
    ...keepingStrategy,
    decide(state, event, desk) {
      const lots = desk.position(0)
      if (lots === 0) return keepingStrategy.decide(state, event, desk)
      if (event.kind !== 'woken')
        return event.kind === 'order' ? [{ kind: 'wake', at: desk.time, key: 0 }] : []
      if (isAsked) return []
      if (event.key === 0) {
        const later = isEnding() ? { key: 1, wait: ms(300) } : { key: 0, wait: ms(20) }
        return [{ kind: 'wake', at: (desk.time + later.wait) as Instant, key: later.key }]
      }
      isAsked = true
      const pricing = { kind: 'stop', triggerTicks: 1 as PriceTicks, triggeredBy: 'mark' } as const
      const order = { instrument: 0, side: 'sell', lots, pricing, isReduceOnly: true } as const
      return [{ kind: 'place', order }]
    },
  }
}

const instruments = [{ ...fakeInstrument('binance'), class: 'linear' as const }]

interface Terms {
  readonly isProtected: boolean
  readonly change?: (venue: StopVenue) => void
  readonly more?: Pick<LiveSetup, 'dust'>
}

/** At an exchange of its own: tests wait side by side. */
async function run(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  strategy: Strategy,
  { isProtected, change, more = {} }: Terms,
) {
  const folder = mkdtempSync(join(tmpdir(), 'isobar-stops-at-the-end-'))
  const quick = { arrivalMost: 2, answerMost: 2, lagMost: 2, lost: 0 }
  const exchange = await FakeExchange.listen({ seed: 3, venues: ['binance'], ...quick })
  onTestFinished(async () => {
    await exchange.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const venue = new StopVenue('binance', 0, exchange.port, {
    windowMs: 5_000,
    answerWithinMs: 5_000,
  })
  change?.(venue)
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', instruments, wallClock.now())
  const told: unknown[] = []
  const setup: LiveSetup = {
    ...usualLive,
    mode: 'paper',
    clock: wallClock,
    journal,
    venues: [venue],
    feeds: [venue],
    instruments,
    strategies: [strategy],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin: ms(5_000),
    watchEvery: ms(1_000),
    timing: { ...usualLive.timing, endWithin: ms(isProtected ? 4_000 : 200) },
    isProtected: [true],
    ...more,
    tell: (line, kind) => void (kind === 'unprotected' && told.push(line)),
  }
  const driver = new LiveDriver(setup)
  await driver.start()
  const { account, orders } = driver.engine
  const isIdle = (): boolean => venue.refused > 0 || orders.openCount() === 0
  await until(() => account.holdings[0]!.lots > 0 && isIdle())
  return { driver, setup, venue, told, held: () => account.holdings[0]!.lots as number }
}

test.concurrent.for([
  [3, [], undefined],
  [Infinity, [expect.stringMatching(/held without a stop at the end$/)], false],
] as const)(
  'a stop that its venue refuses %d times is asked for again, also while the run ends',
  async ([refusesMost, words, isRefusedByRisk], context) => {
    const terms = { stopBps: 100, isProtected: [true] }
    const refusing = (venue: StopVenue): void => void (venue.refusesMost = refusesMost)
    const started = await run(context, withProtectiveStops(keepingStrategy, terms), {
      isProtected: true,
      change: refusing,
    })
    const { driver, venue, told, held, setup } = started
    await until(() => venue.refused > 0)
    expect(await driver.end()).toBe(0)
    expect(venue.stops).toEqual(refusesMost === Infinity ? [] : [held()])
    expect(told).toEqual(words)
    const left = unprotected({ setup, engine: driver.engine })
    expect(left.map((each) => each.isRefusedByRisk)).toEqual(
      isRefusedByRisk === undefined ? [] : [isRefusedByRisk],
    )
    // A quarter of a second after the first, then half a second, one, and so on: no flood.
    expect(venue.refused).toBeLessThan(8)
  },
)

function refusingSmall(venue: StopVenue): void {
  venue.refusesMost = Infinity
  venue.reason = 'too-small'
}

test.concurrent('what its venue takes no stop of for being too little is told once, asked for once, and no end waits for it', async (context) => {
  const lines: string[] = []
  const { dust, tooSmall } = stopDust(instruments, (line) => void lines.push(line))
  const strategy = withProtectiveStops(keepingStrategy, {
    stopBps: 100,
    isProtected: [true],
    tooSmall,
  })
  const { driver, venue, told, setup } = await run(context, strategy, {
    isProtected: true,
    change: refusingSmall,
    more: { dust },
  })
  await until(() => lines.length > 0)
  expect(await driver.end()).toBe(0)
  expect([told, unprotected({ setup, engine: driver.engine })]).toEqual([[], []])
  // A position may come in parts: of each size once.
  expect(new Set(venue.asked).size).toBe(venue.refused)
  expect(lines).toEqual([
    `binance:BTC-USDT:linear: ${venue.asked[0]! / 1_000} is less than its venue takes as a stop: that much, or less, is held without one`,
  ])
})

test.concurrent('an end waits until what is held has its stop', async (context) => {
  let isEnding = false
  const { driver, venue, told, held } = await run(
    context,
    late(() => isEnding),
    { isProtected: true },
  )
  const ended = driver.end()
  isEnding = true
  expect(await ended).toBe(0)
  expect([venue.stops, told]).toEqual([[held()], []])
})

test.concurrent('what has no stop when the time of an end is over is told', async (context) => {
  const { driver, venue, told, held } = await run(context, keepingStrategy, { isProtected: false })
  expect(await driver.end()).toBe(0)
  expect(venue.stops).toEqual([])
  expect(told).toEqual([`binance:BTC-USDT ${held() / 1_000} held without a stop at the end`])
})
