import { expect, test } from 'vitest'
import type { Duration, Instant } from '../core/time.ts'
import { nextResync, resyncStart, type ResyncPolicy, type ResyncState } from './resync.ts'

const policy: ResyncPolicy = {
  waitMin: 5 as Duration,
  waitMax: 15 as Duration,
  attemptsMax: 4,
}

/** The instants below 100 at which a book that stays void asks, and when it gives up. */
function requests(start: ResyncState): { readonly asked: number[]; readonly gaveUp: number } {
  const asked: number[] = []
  let state = start
  for (let now = 0; now < 100; now++) {
    const step = nextResync(policy, state, true, now as Instant)
    state = step.state
    if (step.action === 'request') asked.push(now)
    if (step.action === 'give-up') return { asked, gaveUp: now }
  }
  return { asked, gaveUp: NaN }
}

test('asks at once, then ever more patiently, and gives up in the end', () => {
  expect(requests(resyncStart)).toEqual({ asked: [0, 5, 15, 30], gaveUp: 45 })
})

test('a book that is believed again starts over', () => {
  const tired: ResyncState = { attempts: 3, requestedAt: 40 }
  const { action, state } = nextResync(policy, tired, false, 50 as Instant)
  expect(action).toBe('none')
  expect(requests(state).asked).toHaveLength(4)
})
