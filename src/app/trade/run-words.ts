import type { TradeConfig } from './trade-config.ts'

/** What is supposed of a run beside its venues, in words: when an order is of unknown fate, and what is limited. */
export function runInWords({
  limits,
  answerWithinMs,
  watchEveryMs,
  flightMostMs,
}: TradeConfig): readonly string[] {
  const told = Object.entries(limits).map(([name, limit]) =>
    typeof limit === 'number' ? `${name} ${limit}` : `${name} ${each(limit as Named)}`,
  )
  return [
    `orders unanswered for ${answerWithinMs} ms are of unknown fate, equity is looked at every ${watchEveryMs} ms, ${flightMostMs} ms of tape read ahead`,
    told.length === 0 ? 'no limits' : `limits: ${told.join(', ')}`,
  ]
}

type Named = Readonly<Record<string, number>>

function each(limits: Named): string {
  const words = Object.entries(limits).map(([name, most]) => `${name} ${most}`)
  return `(${words.join(', ')})`
}
