import { expect, test } from 'vitest'
import type { Instant } from '../../core/time.ts'
import type { Engine } from '../../engine/engine.ts'
import { LiveDesk } from './live-desk.ts'
import type { LiveSetup } from './live-setup.ts'

test('a journal that takes nothing more is told to who ends the run, whoever asked and whatever they do about it', () => {
  const full = new Error('no space is left')
  const journal = {
    append: () => {
      throw full
    },
  }
  const setup = { venues: [], journal, clock: { now: () => 5 as Instant } }
  const desk = new LiveDesk(setup as unknown as LiveSetup, {} as Engine)
  const heard: unknown[] = []
  desk.broken = (cause) => void heard.push(cause)
  expect(() => desk.hearSearch(1, { kind: 'absent' })).toThrow(full)
  expect(heard).toEqual([full])
})
