import type { HaltReason } from '../../core/strategy/refusal.ts'
import type { Instant } from '../../core/time.ts'
import { setHalt, type RiskState } from '../../risk/risk-state.ts'
import type { LiveSetup } from './live-setup.ts'

type Halting = Pick<LiveSetup, 'instruments' | 'tell' | 'clock'>

/** Halts all that is traded at a venue for a reason, or takes that reason back. @returns whether that is news */
export function haltVenue(
  { instruments }: Pick<Halting, 'instruments'>,
  risk: RiskState,
  { venue, reason, isOn }: { venue: string; reason: HaltReason; isOn: boolean },
): boolean {
  let isNews = false
  for (const [index, instrument] of instruments.entries()) {
    if (instrument.venue !== venue) continue
    isNews = setHalt(risk, index, reason, isOn) || isNews
  }
  return isNews
}

/**
 * Halts a venue that had too many requests until it takes them again. Told once, however often it says so meanwhile.
 *
 * @param until undefined where it is over
 */
export function holdVenue(
  setup: Halting,
  risk: RiskState,
  { venue, until }: { venue: string; until: Instant | undefined },
): void {
  const isOn = until !== undefined
  if (!haltVenue(setup, risk, { venue, reason: 'rate-limit', isOn })) return
  if (!isOn) return setup.tell(`${venue}: takes requests again`, 'recovered')
  const seconds = Math.max(1, Math.ceil((until - setup.clock.now()) / 1e6))
  const wait = `${seconds} s, or longer where it says so again`
  setup.tell(`${venue}: too many requests: nothing new is ordered for ${wait}`, 'halt')
}
