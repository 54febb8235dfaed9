import type { RiskLimits } from '../../risk/limits.ts'
import { usualValidityWindow } from '../../simulation/venue/venue-terms.ts'
import { limitsInWords } from './limits-in-words.ts'
import type { TradeConfig } from './trade-config.ts'

/** What is supposed of a run beside its venues, in words: when an order is of unknown fate, and what is limited. */
export function runInWords({
  limits,
  answerWithinMs,
  watchEveryMs,
  flightMostMs,
}: TradeConfig): readonly string[] {
  const all = Object.entries(limits)
  const applied = Object.fromEntries(all.filter(([name]) => !liveAlone.has(name)))
  const idle = all.flatMap(([name]) => (liveAlone.has(name) ? [name] : []))
  return [
    `an order that arrives later than ${usualValidityWindow / 1_000} ms after it left is refused`,
    `orders unanswered for ${answerWithinMs} ms are of unknown fate, equity is looked at every ${watchEveryMs} ms, ${flightMostMs} ms of tape read ahead`,
    limitsInWords(applied),
    ...(idle.length === 0 ? [] : [`limits of live trading, not applied here: ${idle.join(', ')}`]),
  ]
}

const liveAlone: ReadonlySet<string> = new Set([
  'trustLeast',
  'staleAfterMs',
  'depegBps',
  'stopBps',
] satisfies (keyof RiskLimits)[])
