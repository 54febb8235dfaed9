import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { Instant } from '../../core/time.ts'
import { accountFeeLines } from './account-fee-lines.ts'
import type { ToldFee, ToldFees } from './told-fees.ts'

const [okx, kraken] = [fakeInstrument('okx'), fakeInstrument('kraken')]
const instruments = [okx, { ...okx, name: 'ETH-USDT', base: 'ETH' }, kraken]
const clock = { now: () => 0 as Instant } as Parameters<typeof accountFeeLines>[0]['clock']

const flat = (bps: number, where: string, how: ToldFee['how'] = 'supposed'): ToldFee => ({
  leastBps: bps,
  mostBps: bps,
  how,
  where,
})
const supposed: ToldFees = ({ instrument, liquidity }) =>
  flat(liquidity === 'maker' ? 2 : 5, `venues.${instruments[instrument]!.venue}.${liquidity}FeeBps`)
const fees = (makerFeeBps: number, takerFeeBps: number) => ({ makerFeeBps, takerFeeBps })

test('where accounts tell other fees than somebody said, it is a line for each venue', () => {
  const accountFees = [fees(8, 10), fees(8, 10), fees(2.01, 5)]
  const two = [1, 2]
  expect(
    accountFeeLines({ instruments, accountFees, toldFees: supposed, clock, strategies: two }),
  ).toEqual([
    'okx tells that this account pays 8 bps as maker where 2 are supposed (venues.okx.makerFeeBps) and 10 bps as taker where 5 are supposed (venues.okx.takerFeeBps)',
  ])
})

test('it names the instruments where it is not about all of a venue', () => {
  const accountFees = [fees(2, 5), fees(2, 10), undefined]
  expect(
    accountFeeLines({ instruments, accountFees, toldFees: supposed, clock, strategies: [1] }),
  ).toEqual([
    'okx tells that this account pays 10 bps as taker where 5 are supposed (venues.okx.takerFeeBps): ETH-USDT',
  ])
})

test('where nobody said anything, or no account tells, nothing is said', () => {
  const silent = { instruments, clock, strategies: [1] }
  expect(accountFeeLines({ ...silent, toldFees: supposed })).toEqual([])
  expect(accountFeeLines({ ...silent, accountFees: [fees(1, 2), undefined, undefined] })).toEqual(
    [],
  )
})
