import type { FeePlan } from '../../core/fee-plan.ts'
import type { FeeTerms } from '../../core/fee-schedule.ts'
import { formatInstant } from '../../core/time.ts'
import type { FaultTerms } from '../../simulation/venue/faults/fault-terms.ts'
import type { InstrumentConfig } from './instrument-config.ts'
import type { LatencyConfig } from './latency-config.ts'
import type { VenueConfig } from './venue-config.ts'

/** Something that is supposed of a venue, in words. */
interface Supposed {
  /** What it is of: the road to the venue where it is empty. */
  readonly of: string
  readonly words: string
}

/**
 * What is supposed of venues, in words: a line for the road to each, what fills there, what that costs, and its account,
 * and for each instrument of which something else is. Venues of which the same is supposed share their lines.
 *
 * @param venues by name
 */
export function venuesInWords(
  venues: readonly {
    readonly name: string
    readonly terms: VenueConfig
    readonly hasPerpetuals: boolean
  }[],
): readonly string[] {
  const groups = new Map<string, { names: string[]; supposed: readonly Supposed[] }>()
  for (const { name, terms, hasPerpetuals } of venues) {
    const supposed = supposedOf(terms, hasPerpetuals)
    const key = JSON.stringify(supposed)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { names: [name], supposed })
    else group.names.push(name)
  }
  return [...groups.values()].flatMap(({ names, supposed }) =>
    supposed.map(({ of, words }) => `${names.join(', ')}${of}: ${words}`),
  )
}

function supposedOf(terms: VenueConfig, hasPerpetuals: boolean): readonly Supposed[] {
  const { orders, cancels, answers, latencySigma, usual } = terms
  const isDrawn =
    latencySigma > 0 && [orders, cancels, answers].some((each) => each?.kind === 'constant')
  const drawn = isDrawn ? ` (lognormal, sigma ${latencySigma})` : ''
  const road = [
    `feed ${feedWords(terms)}`,
    `orders ${latencyWords(orders)}${cancels === undefined ? '' : `, cancellations ${latencyWords(cancels)}`} and answers ${latencyWords(answers)}${drawn}`,
    faultWords(terms.faults),
    ...limitWords(terms),
  ]
  return [
    { of: '', words: road.join(', ') },
    { of: ', fills', words: fillWords(usual).join(', ') },
    { of: ', costs', words: costWords(usual, hasPerpetuals).join(', ') },
    { of: ', account', words: accountWords(terms, hasPerpetuals).join(', ') },
    ...[...terms.instruments].map(([instrument, own]) => ({
      of: `:${instrument}`,
      words: [...fillWords(own), ...costWords(own, hasPerpetuals)].join(', '),
    })),
  ]
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

function fillWords(own: InstrumentConfig): string[] {
  const { queue, impactShare, taken, rules, printsLagMs } = own
  const ruled = Object.entries(rules).map(([rule, value]) => `${rule} ${value}`)
  return [
    `queue ${queue}`,
    impactShare === 0
      ? 'no impact beyond what is taken'
      : `impact of ${impactShare} lots a lot, half back in ${own.impactHalfLifeMs} ms`,
    taken === 'change'
      ? 'what is taken is there again when its level changes'
      : 'what is taken stays gone until its level is',
    ...(printsLagMs === 0 ? [] : [`trades print ${printsLagMs} ms after the book`]),
    ruled.length === 0 ? 'orders of any size and tick' : `rules: ${ruled.join(', ')}`,
  ]
}

function costWords(own: InstrumentConfig, hasPerpetuals: boolean): string[] {
  return [...feeWords(own.fees), ...(hasPerpetuals ? marginWords(own) : [])]
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

function limitWords({ rateLimits, selfTrade, idReuse }: VenueConfig): string[] {
  return [
    rateLimits.length === 0
      ? 'no rate limits'
      : `rate limits: ${rateLimits.map(({ words }) => words).join(' and ')}`,
    `self-trades ${selfTrade}`,
    ...(idReuse === 'never' ? [] : ['ids taken again once ended']),
  ]
}

function accountWords(terms: VenueConfig, hasPerpetuals: boolean): string[] {
  const { insurance, deleveragings, volumeBefore, deposits } = terms
  const held = unitsWords(deposits)
  const fund =
    insurance === undefined
      ? 'its fund pays whatever is lost beyond margins'
      : `a fund of ${unitsWords(insurance)}`
  return [
    held === '' ? '1e9 of each currency deposited' : `deposits of ${held}, 1e9 of each other`,
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
