import { expect, test } from 'vitest'
import type { VenueAnswer } from '../core/orders/venue.ts'
import { RefusalNews } from './refusal-news.ts'
import { HeldBackError } from './request-hold.ts'

const cause = new Error('bybit 110017: current position is zero')
const of = (instrument: number): Pick<VenueAnswer, 'wireId' | 'instrument' | 'exchangeTime'> => ({
  wireId: 'k1',
  instrument,
  exchangeTime: undefined,
})
const nothingHeld = (instrument: number): VenueAnswer => ({
  ...of(instrument),
  kind: 'rejected',
  reason: 'no-position-to-reduce',
})

test('that a venue holds nothing to reduce is told once of each instrument, until an order is taken there', () => {
  const news = new RefusalNews()
  const told = (instrument: number): boolean => news.isNews(cause, nothingHeld(instrument))
  expect([told(0), told(0), told(1), told(0)]).toEqual([true, false, true, false])
  news.hear({ ...of(1), kind: 'accepted' })
  expect([told(0), told(1), told(1)]).toEqual([false, true, false])
})

test('any other refusal is told each time, but what is held back', () => {
  const news = new RefusalNews()
  const refusal = { ...of(0), kind: 'rejected', reason: 'too-small' } as const
  expect([news.isNews(cause, refusal), news.isNews(cause, refusal)]).toEqual([true, true])
  expect(news.isNews(new HeldBackError('held back'), refusal)).toBe(false)
})
