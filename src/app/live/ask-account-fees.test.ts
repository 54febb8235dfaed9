import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import { SteppedClock } from '../../../test/parity/stepped-clock.ts'
import { until } from '../../../test/until.ts'
import type { Instant } from '../../core/time.ts'
import { askAccountFees, type FeeAccount } from './ask-account-fees.ts'
import type { AccountFees } from '../../gateways/account-fees.ts'

const kraken = fakeInstrument('kraken')
const instruments = [fakeInstrument('okx'), ...['BTC', 'ETH', 'SOL'].map(coinOf)]

function coinOf(base: string): typeof kraken {
  return { ...kraken, name: `${base}-USDT`, base }
}

function turn(clock: SteppedClock, to: number): void {
  clock.turn(to as Instant)
  clock.callDue()
}

type Answer = () => Promise<{ readonly maker: number; readonly taker: number }>

/** What three pairs of a venue are answered, one by one. */
function asking(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = []
  const told: string[] = []
  const exchange: FeeAccount['exchange'] = {
    id: 'kraken',
    has: { fetchTradingFee: true },
    fetchTradingFees: () => Promise.reject(new Error('none')),
    fetchTradingFee: (symbol) => {
      asked.push(symbol)
      return answers[symbol]!()
    },
  }
  const listings = Object.keys(answers).map((symbol, k) => ({ symbol, index: k + 1 }))
  const clock = new SteppedClock(0 as Instant)
  const accountFees: (AccountFees | undefined)[] = instruments.map(() => undefined)
  const over = new AbortController()
  const setup = {
    instruments,
    accountFees,
    clock,
    strategies: [1],
    toldFees: () => ({ leastBps: 2, mostBps: 2, how: 'supposed', where: 'x' }) as const,
    tell: (line: string) => void told.push(line),
  }
  const done = askAccountFees([{ name: 'kraken', exchange, listings }], setup, over.signal)
  return { asked, told, clock, accountFees, over, done }
}

const paid: Answer = () => Promise.resolve({ maker: 0.0002, taker: 0.004 })
const none: Answer = () => Promise.reject(new Error('EGeneral:Internal error'))
const silence: Answer = () => new Promise(() => undefined)

test('pairs are asked for with pauses between them, and one that fails takes nothing from the others', async () => {
  const { asked, told, clock, accountFees, done } = asking({ BTC: paid, ETH: none, SOL: paid })
  for (const count of [1, 2]) {
    await until(() => asked.length === count && clock.nextAt() === count * 3e6)
    turn(clock, count * 3e6)
  }
  await done
  const fees = { makerFeeBps: 2, takerFeeBps: 40 }
  expect(accountFees).toEqual([undefined, fees, undefined, fees])
  expect(told).toEqual([
    'kraken tells that this account pays 40 bps as taker where 2 are supposed (x)',
    'kraken: what it charges could not be asked of 1 of 3 instruments: EGeneral:Internal error',
  ])
})

test('a venue that never answers is given up, and what came is kept', async () => {
  const { asked, told, clock, accountFees, done } = asking({ BTC: paid, ETH: silence, SOL: paid })
  await until(() => clock.nextAt() === 3e6)
  turn(clock, 3e6)
  await until(() => asked.length === 2)
  turn(clock, 180e6)
  await done
  expect(accountFees.map((each) => each?.takerFeeBps)).toEqual([
    undefined,
    40,
    undefined,
    undefined,
  ])
  expect(told.at(-1)).toBe('kraken: what it charges was not told of every instrument within 180 s')
})

test('an end asks nothing more and tells nothing', async () => {
  const { asked, told, over, clock, done } = asking({ BTC: silence, ETH: paid, SOL: paid })
  await until(() => asked.length === 1)
  over.abort()
  await done
  expect([asked.length, told, clock.nextAt()]).toEqual([1, [], Infinity])
})
