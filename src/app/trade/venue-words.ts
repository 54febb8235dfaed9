import type { FeePlan } from '../../core/fee-plan.ts'
import type { FeeTerms } from '../../core/fee-schedule.ts'
import { formatInstant } from '../../core/time.ts'
import type { FaultTerms } from '../../simulation/venue/faults/fault-terms.ts'
import type { InstrumentConfig } from './instrument-config.ts'
import type { LatencyConfig } from './latency-config.ts'
import type { VenueConfig } from './venue-config.ts'

/** What is supposed of a venue, in words: a line, and one for each instrument of which something else is. */
export function venueInWords(name: string, terms: VenueConfig, hasPerpetuals: boolean): string[] {
  const { orders, answers, latencySigma, usual } = terms
  const isDrawn = latencySigma > 0 && [orders, answers].some(({ kind }) => kind === 'constant')
  const drawn = isDrawn ? ` (lognormal, sigma ${latencySigma})` : ''
  const line = [
    `feed ${feedWords(terms)}`,
    `orders ${latencyWords(orders)} and answers ${latencyWords(answers)}${drawn}`,
    instrumentWords(usual, hasPerpetuals),
    faultWords(terms.faults),
    ...accountWords(terms, hasPerpetuals),
  ]
  const own = [...terms.instruments].map(
    ([instrument, each]) => `${name}:${instrument}: ${instrumentWords(each, hasPerpetuals)}`,
  )
  return [`${name}: ${line.join(', ')}`, ...own]
}

function feedWords({ feed, feedFallbackMs, usual }: VenueConfig): string {
  if (feed !== 'exchange') return latencyWords(feed)
  return `by its exchange times (rows without one: ${feedFallbackMs} ms)${skewWords(usual)}`
}

function latencyWords(latency: LatencyConfig): string {
  switch (latency.kind) {
    case 'constant':
      return `${latency.ms} ms`
    case 'drawn':
      return `${latency.floorMs} ms and lognormal ${latency.medianMs} ms (sigma ${latency.sigma})`
    case 'recorded': {
      const part = latency.share === 1 ? '' : `${latency.share} of what was `
      return part === '' ? `as measured in ${latency.file}` : `${part}measured in ${latency.file}`
    }
  }
}

function skewWords({ clockSkew: { latencies }, clockSkewFile }: InstrumentConfig): string {
  if (clockSkewFile !== undefined) return `, its clock behind as measured in ${clockSkewFile}`
  return latencies.length === 0 ? '' : `, its clock ${latencies[0]! / 1_000} ms behind`
}

function instrumentWords(own: InstrumentConfig, hasPerpetuals: boolean): string {
  const { queue, fees, impactShare, taken, rules, printsLagMs } = own
  const ruled = Object.entries(rules).map(([rule, value]) => `${rule} ${value}`)
  return [
    `queue ${queue}`,
    ...feeWords(fees),
    impactShare === 0
      ? 'no impact beyond what is taken'
      : `impact of ${impactShare} lots a lot, half back in ${own.impactHalfLifeMs} ms`,
    taken === 'change'
      ? 'what is taken is there again when its level changes'
      : 'what is taken stays gone until its level is',
    ...(printsLagMs === 0 ? [] : [`trades print ${printsLagMs} ms after the book`]),
    ...(hasPerpetuals ? marginWords(own) : []),
    ruled.length === 0 ? 'any order is taken' : `rules: ${ruled.join(', ')}`,
  ].join(', ')
}

function feeWords({ tiers, paidIn, token }: FeePlan): string[] {
  const [first] = tiers
  const rest = tiers.slice(1).map(({ volumeFrom, fees }) => `from ${volumeFrom} ${datedFees(fees)}`)
  const byVolume = rest.length === 0 ? '' : ` (${tiers.length} tiers by volume: ${rest.join(', ')})`
  return [
    `fees ${datedFees(first!.fees)} bps maker / taker${byVolume}`,
    ...(paidIn === 'received' ? ['paid in what is received'] : []),
    ...(token === undefined
      ? []
      : [
          `paid in ${token.currency} while there is some, ${token.discount * 100} % less, one taken for ${token.unitPrice}`,
        ]),
  ]
}

function datedFees(dated: readonly FeeTerms[]): string {
  return dated
    .map(({ from, makerFeeBps, takerFeeBps }) =>
      from === -Infinity
        ? `${makerFeeBps} / ${takerFeeBps}`
        : `${makerFeeBps} / ${takerFeeBps} since ${formatInstant(from)}`,
    )
    .join(' and ')
}

function marginWords({ margin }: InstrumentConfig): string[] {
  const { mode, leverage, schedule, closing, liquidationFeeBps, fundingOn } = margin
  const { tiers } = schedule[0]!
  const tiered = tiers.length === 1 ? '' : ` in ${tiers.length} tiers`
  const changed = schedule.length === 1 ? '' : `, changed ${schedule.length - 1} times`
  const kept = tiers.map(({ maintenanceRate }) => `${Number((maintenanceRate * 100).toFixed(4))} %`)
  return [
    `${mode} margin at ${leverage} x${tiered}`,
    closing === 'by-tier'
      ? 'forced closings step by step of the tiers'
      : 'closed whole when it does not last',
    `kept by ${kept.join(' and ')}${changed}`,
    `liquidation costs ${liquidationFeeBps} bps beside the fee`,
    `funding on the ${fundingOn}`,
  ]
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
  const most: Partial<Record<keyof typeof faultNames, number>> = {
    lateAnswer: faults.lateUsMax,
    slowCancel: faults.slowCancelUsMax,
  }
  const told = Object.entries(faultNames).flatMap(([name, words]) => {
    const kind = name as keyof typeof faultNames
    const probability = faults[kind]
    const by = most[kind] === undefined ? '' : ` (up to ${most[kind] / 1_000} ms)`
    return probability === 0 ? [] : [`${words} ${probability}${by}`]
  })
  if (faults.outage !== undefined) {
    const { meanUsBetween, meanUsLasting } = faults.outage
    told.push(`outages of ${meanUsLasting / 1e6} s every ${meanUsBetween / 1e6} s`)
  }
  return told.length === 0 ? 'no faults' : `faults: ${told.join(', ')}`
}

function accountWords(terms: VenueConfig, hasPerpetuals: boolean): string[] {
  const { insurance, rateLimits, deleveragings, volumeBefore, deposits } = terms
  const held = unitsWords(deposits)
  const fund =
    insurance === undefined
      ? 'its fund pays whatever is lost beyond margins'
      : `a fund of ${unitsWords(insurance)}`
  return [
    held === '' ? '1e9 of each currency deposited' : `deposits of ${held}, 1e9 of each other`,
    rateLimits.length === 0
      ? 'no rate limits'
      : `rate limits: ${rateLimits.map(({ words }) => words).join(' and ')}`,
    `self-trades ${terms.selfTrade}`,
    ...(terms.idReuse === 'never' ? [] : ['ids taken again once ended']),
    ...(hasPerpetuals ? [fund] : []),
    ...(deleveragings.length === 0 ? [] : [`${deleveragings.length} deleveragings by decree`]),
    ...(volumeBefore === 0 ? [] : [`${volumeBefore} traded before`]),
  ]
}

function unitsWords(units: Readonly<Record<string, number>>): string {
  return Object.entries(units)
    .map(([currency, each]) => `${each} ${currency}`)
    .join(' and ')
}
