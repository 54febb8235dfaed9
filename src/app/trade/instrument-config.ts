import { feeBpsInWords, isFeeBps } from '../../core/basis-points.ts'
import type { FeePlan } from '../../core/fee-plan.ts'
import type { FeeTerms } from '../../core/fee-schedule.ts'
import type { MarginSchedule, MarginTier } from '../../core/margin-schedule.ts'
import { parseInstant, type Instant } from '../../core/time.ts'
import type { RecordedLatencies } from '../../simulation/venue/latency/order-latency.ts'
import type { MarginTerms } from '../../simulation/venue/venue-terms.ts'
import { notNegative, positive, share, type Fields } from './config-fields.ts'
import { readLatencies } from './latency-config.ts'
import { queueOf } from './queue-of.ts'

/** What an instrument takes as an order, in units of its prices and quantities; each absent rule asks for nothing. */
export interface RulesConfig {
  readonly tickSize?: number
  readonly lotSize?: number
  readonly minQuantity?: number
  readonly maxQuantity?: number
  readonly minNotional?: number
  readonly bandBps?: number
}

/** What is supposed of an instrument: said of its venue, or of itself. */
export interface InstrumentConfig {
  /** `risk-averse`, `power:N`, `log:N`, `front:N`, `order-by-order`. */
  readonly queue: string
  readonly taken: 'change' | 'deletion'
  readonly printsLagMs: number
  /** Lots others draw back for each lot of ours; 0: none. */
  readonly impactShare: number
  readonly impactHalfLifeMs: number
  readonly fees: FeePlan
  /** Of perpetuals. */
  readonly margin: MarginTerms
  readonly rules: RulesConfig
  /** How far the venue's clock is behind ours: a figure, or as it was measured. */
  readonly clockSkew: RecordedLatencies
  /** Where it was measured. */
  readonly clockSkewFile: string | undefined
}

/** Reads the fields that an instrument may have of its own. */
export function instrumentConfig(fields: Fields): InstrumentConfig {
  const queue = fields.text('queue', 'risk-averse')
  if (queue !== 'order-by-order' && queueOf(queue) === undefined) {
    throw fields.fault('queue', 'risk-averse, power:N, log:N, front:N or order-by-order')
  }
  return {
    queue,
    taken: fields.choice('taken', ['change', 'deletion'], 'change'),
    printsLagMs: fields.number('printsLagMs', 0, notNegative),
    impactShare: fields.number('impactShare', 0, notNegative),
    impactHalfLifeMs: fields.number('impactHalfLifeMs', 10_000, positive),
    fees: feesOf(fields),
    margin: marginOf(fields),
    rules: rulesOf(fields),
    ...skewOf(fields),
  }
}

function feesOf(fields: Fields): FeePlan {
  const flat = {
    from: -Infinity as Instant,
    makerFeeBps: feeOf(fields, 'makerFeeBps', 2),
    takerFeeBps: feeOf(fields, 'takerFeeBps', 5),
  }
  const fees = fields.record('fees')
  const tiers = byStart(fees, 'volumeFrom', (tier, from): FeeTerms => {
    return {
      from,
      makerFeeBps: feeOf(tier, 'makerFeeBps'),
      takerFeeBps: feeOf(tier, 'takerFeeBps'),
    }
  })
  if (tiers.length > 0) {
    const flatName = ['makerFeeBps', 'takerFeeBps'].find((name) => fields.has(name))
    if (flatName !== undefined) throw fields.fault(flatName, 'nothing beside the tiers of fees')
  }
  const token = fees.record('token')
  const plan: FeePlan = {
    tiers:
      tiers.length === 0
        ? [{ volumeFrom: 0, fees: [flat] }]
        : tiers.map(({ start, dated }) => ({ volumeFrom: start, fees: dated })),
    paidIn: fees.choice('paidIn', ['settlement', 'received'], 'settlement'),
    ...(fees.has('token') ? { token: tokenOf(token) } : {}),
  }
  fees.end()
  return plan
}

/** @param usual where it is not told; none: it has to be */
function feeOf(fields: Fields, name: string, usual?: number): number {
  const bps = usual === undefined ? fields.needed(name) : fields.number(name, usual)
  if (isFeeBps(bps)) return bps
  throw fields.fault(name, feeBpsInWords)
}

function tokenOf(token: Fields): NonNullable<FeePlan['token']> {
  const currency = token.text('currency', '')
  if (currency === '') throw token.fault('currency', 'a currency, like BNB')
  const terms = {
    currency,
    discount: token.number('discount', 0, { least: 0, most: 0.999 }),
    unitPrice: token.needed('unitPrice', positive),
  }
  token.end()
  return terms
}

function marginOf(fields: Fields): MarginTerms {
  const leverage = fields.number('leverage', 10, positive)
  const margin = fields.record('margin')
  const terms: MarginTerms = {
    mode: margin.choice('mode', ['cross', 'isolated'], 'cross'),
    leverage,
    liquidationFeeBps: margin.number('liquidationFeeBps', 0, notNegative),
    fundingOn: margin.choice('fundingOn', ['mark', 'index'], 'mark'),
    closing: margin.choice('closing', ['whole', 'by-tier'], 'whole'),
    schedule: scheduleOf(margin, leverage),
  }
  margin.end()
  return terms
}

/** Where no tiers are said there is one: half of what opens a position keeps it. */
function scheduleOf(margin: Fields, leverage: number): MarginSchedule {
  const tiers = byStart(margin, 'notionalFrom', (tier, from) => ({
    from,
    maintenanceRate: tier.needed('maintenanceRate', share),
    leverageMax: tier.needed('leverageMax', positive),
  }))
  if (tiers.length === 0) {
    const tier = { notionalFrom: 0, maintenanceRate: 0.5 / leverage, leverageMax: leverage }
    return [{ from: -Infinity as Instant, tiers: [tier] }]
  }
  const dates = [...new Set(tiers.flatMap(({ dated }) => dated.map(({ from }) => from)))]
  return dates
    .toSorted((a, b) => a - b)
    .map((from) => ({
      from,
      tiers: tiers.flatMap(({ start, dated }): MarginTier[] => {
        const terms = dated.findLast((each) => each.from <= from)
        if (terms === undefined) return []
        const { maintenanceRate, leverageMax } = terms
        return [{ notionalFrom: start, maintenanceRate, leverageMax }]
      }),
    }))
}

interface Tiered<Terms> {
  readonly start: number
  /** Ascending in `from`. */
  readonly dated: readonly Terms[]
}

/** `tiers`, ascending in where they start, the first from 0; what changed on a date is said by another of that start. */
function byStart<Terms extends { readonly from: Instant }>(
  fields: Fields,
  startName: string,
  termsOf: (tier: Fields, from: Instant) => Terms,
): readonly Tiered<Terms>[] {
  const tiers = fields.list('tiers').map((tier) => {
    const start = tier.number(startName, 0, notNegative)
    const text = tier.text('from', '')
    const from = text === '' ? (-Infinity as Instant) : parseInstant(text)
    if (from === undefined) throw tier.fault('from', 'an instant, ISO 8601 or epoch milliseconds')
    const terms = termsOf(tier, from)
    tier.end()
    return { start, terms }
  })
  if (tiers.length === 0) return []
  const isFirstThere = tiers.some(({ start, terms }) => start === 0 && terms.from === -Infinity)
  if (!isFirstThere) throw fields.fault('tiers', `one with ${startName} 0 and without a date`)
  return [...new Set(tiers.map(({ start }) => start))]
    .toSorted((a, b) => a - b)
    .map((start) => ({
      start,
      dated: tiers
        .flatMap((tier) => (tier.start === start ? [tier.terms] : []))
        .toSorted((a, b) => a.from - b.from),
    }))
}

function rulesOf(fields: Fields): RulesConfig {
  const rules = fields.record('rules')
  const config: Record<string, number> = {}
  const names = ['tickSize', 'lotSize', 'minQuantity', 'maxQuantity', 'minNotional', 'bandBps']
  for (const name of names) {
    const value = rules.number(name, Number.NaN, positive)
    if (!Number.isNaN(value)) config[name] = value
  }
  rules.end()
  return config
}

function skewOf(fields: Fields): Pick<InstrumentConfig, 'clockSkew' | 'clockSkewFile'> {
  const value = fields.value('clockSkewMs', 0)
  if (typeof value === 'object' && value !== null) {
    const recorded = fields.record('clockSkewMs')
    const file = recorded.text('file', '')
    if (file === '') throw recorded.fault('file', 'a CSV file of instants and milliseconds')
    recorded.end()
    return { clockSkew: readLatencies(file, 'signed'), clockSkewFile: file }
  }
  const ms = fields.number('clockSkewMs', 0)
  const none = { times: new Float64Array(0), latencies: new Float64Array(0) }
  const always = { times: Float64Array.of(0), latencies: Float64Array.of(ms * 1_000) }
  return { clockSkew: ms === 0 ? none : always, clockSkewFile: undefined }
}
