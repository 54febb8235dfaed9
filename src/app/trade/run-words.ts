import type { RiskLimits } from '../../risk/limits.ts'
import { usualValidityWindow } from '../../simulation/venue/venue-terms.ts'
import type { TradeConfig } from './trade-config.ts'

/** What is supposed of a run beside its venues, in words: when an order is of unknown fate, and what is limited. */
export function runInWords({
  limits,
  answerWithinMs,
  watchEveryMs,
  flightMostMs,
}: TradeConfig): readonly string[] {
  const all = Object.entries(limits)
  const told = all
    .filter(([name]) => !liveAlone.has(name))
    .map(([name, limit]) =>
      typeof limit === 'number' ? `${name} ${limit}` : `${name} ${each(limit as Named)}`,
    )
  const idle = all.flatMap(([name]) => (liveAlone.has(name) ? [name] : []))
  return [
    `an order that arrives later than ${usualValidityWindow / 1_000} ms after it left is refused`,
    `orders unanswered for ${answerWithinMs} ms are of unknown fate, equity is looked at every ${watchEveryMs} ms, ${flightMostMs} ms of tape read ahead`,
    told.length === 0 ? 'no limits' : `limits: ${told.join(', ')}`,
    ...(idle.length === 0 ? [] : [`limits of live trading, not applied here: ${idle.join(', ')}`]),
  ]
}

const liveAlone: ReadonlySet<string> = new Set([
  'trustLeast',
  'staleAfterMs',
  'depegBps',
  'stopBps',
] satisfies (keyof RiskLimits)[])

type Named = Readonly<Record<string, number>>

function each(limits: Named): string {
  const words = Object.entries(limits).map(([name, most]) => `${name} ${most}`)
  return `(${words.join(', ')})`
}
