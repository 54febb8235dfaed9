import type { FaultTerms } from '../../simulation/venue/faults/fault-terms.ts'
import type { InstrumentConfig } from './instrument-config.ts'
import type { LatencyConfig } from './latency-config.ts'
import type { VenueConfig } from './venue-config.ts'

/** What is supposed of a venue, in words: a line, and one for each instrument of which something else is. */
export function venueInWords(name: string, terms: VenueConfig, hasPerpetuals: boolean): string[] {
  const { feed, orders, answers, latencySigma, usual } = terms
  const drawn = latencySigma === 0 ? '' : ` (lognormal, sigma ${latencySigma})`
  const fed = feed === 'exchange' ? `by its exchange times${skewWords(usual)}` : latencyWords(feed)
  const line = [
    `feed ${fed}`,
    `orders ${latencyWords(orders)} and answers ${latencyWords(answers)}${drawn}`,
    instrumentWords(usual, hasPerpetuals),
    faultWords(terms.faults),
    ...accountWords(terms),
  ]
  const own = [...terms.instruments].map(
    ([instrument, each]) => `${name}:${instrument}: ${instrumentWords(each, hasPerpetuals)}`,
  )
  return [`${name}: ${line.join(', ')}`, ...own]
}

function latencyWords(latency: LatencyConfig): string {
  switch (latency.kind) {
    case 'constant':
      return `${latency.ms} ms`
    case 'drawn':
      return `${latency.floorMs} ms and lognormal ${latency.medianMs} ms (sigma ${latency.sigma})`
    case 'recorded':
      return `as measured in ${latency.file}`
  }
}

function skewWords({ clockSkew: { latencies } }: InstrumentConfig): string {
  if (latencies.length === 0) return ''
  if (latencies.length > 1) return ', its clock behind as measured'
  return `, its clock ${latencies[0]! / 1_000} ms behind`
}

function instrumentWords(own: InstrumentConfig, hasPerpetuals: boolean): string {
  const { queue, fees, impactShare, taken, rules, printsLagMs } = own
  const { makerFeeBps, takerFeeBps } = fees.tiers[0]!.fees[0]!
  const tiers = fees.tiers.length === 1 ? '' : ` (${fees.tiers.length} tiers by volume)`
  const token = fees.token === undefined ? '' : `, paid in ${fees.token.currency}`
  const ruled = Object.entries(rules).map(([rule, value]) => `${rule} ${value}`)
  return [
    `queue ${queue}`,
    `fees ${makerFeeBps} / ${takerFeeBps} bps maker / taker${tiers}${token}`,
    impactShare === 0
      ? 'no impact beyond what is taken'
      : `impact of ${impactShare} lots a lot, half back in ${own.impactHalfLifeMs} ms`,
    ...(taken === 'change' ? [] : ['what is taken stays gone until its level is']),
    ...(printsLagMs === 0 ? [] : [`trades print ${printsLagMs} ms after the book`]),
    ...(hasPerpetuals ? [marginWords(own)] : []),
    ...(ruled.length === 0 ? [] : [`rules: ${ruled.join(', ')}`]),
  ].join(', ')
}

function marginWords({ margin }: InstrumentConfig): string {
  const tiers = margin.schedule[0]!.tiers.length
  const tiered = tiers === 1 ? '' : ` in ${tiers} tiers`
  const closed = margin.closing === 'by-tier' ? ', forced closings step by step of the tiers' : ''
  return `${margin.mode} margin at ${margin.leverage} x${tiered}${closed}`
}

const faultNames = {
  lostCommand: 'commands lost',
  rejected: 'refused',
  lostAnswer: 'answers lost',
  duplicatedAnswer: 'twice',
  lateAnswer: 'late',
  slowCancel: 'slow cancels',
} as const satisfies Partial<Record<keyof FaultTerms, string>>

function faultWords(faults: FaultTerms): string {
  const drawn = Object.entries(faultNames).flatMap(([kind, words]) => {
    const probability = faults[kind as keyof typeof faultNames]
    return probability === 0 ? [] : [{ words, probability }]
  })
  const told = drawn.map(({ words, probability }) => `${words} ${probability}`)
  if (faults.outage !== undefined) {
    const { meanUsBetween, meanUsLasting } = faults.outage
    told.push(`outages of ${meanUsLasting / 1e6} s every ${meanUsBetween / 1e6} s`)
  }
  return told.length === 0 ? 'no faults' : `faults: ${told.join(', ')}`
}

function accountWords(terms: VenueConfig): string[] {
  const { insurance, rateLimits, deleveragings, volumeBefore } = terms
  return [
    ...(rateLimits.length === 0 ? [] : [`${rateLimits.length} rate limits`]),
    ...(insurance === undefined
      ? []
      : [
          `a fund of ${Object.entries(insurance)
            .map(([currency, units]) => `${units} ${currency}`)
            .join(' and ')}`,
        ]),
    ...(deleveragings.length === 0 ? [] : [`${deleveragings.length} deleveragings by decree`]),
    ...(volumeBefore === 0 ? [] : [`${volumeBefore} traded before`]),
  ]
}
