import type { FaultTerms } from '../../simulation/venue/faults/fault-terms.ts'
import type { SelfTrade } from '../../simulation/venue/matching/match-host.ts'
import { notNegative, type Fields } from './config-fields.ts'
import { instrumentConfig, type InstrumentConfig } from './instrument-config.ts'
import { latencyConfig, type LatencyConfig } from './latency-config.ts'
import { venueConnection, type VenueConnection } from './venue-connection.ts'
import {
  deleveragingsConfig,
  faultsConfig,
  rateLimitsConfig,
  type DeleveragingConfig,
  type RateLimitConfig,
} from './venue-faults-config.ts'

/** What a venue is supposed to be where it is simulated, and how it is reached where it is not. */
export interface VenueConfig {
  /** What market data takes to us; `exchange`: what its own times say. */
  readonly feed: LatencyConfig | 'exchange'
  /** What a row without an exchange time took, where those are followed. */
  readonly feedFallbackMs: number
  readonly orders: LatencyConfig
  /** Undefined: as orders. */
  readonly cancels: LatencyConfig | undefined
  readonly answers: LatencyConfig
  /** Of constant orders and answers: above it, lognormal with this deviation of the logarithm; 0: constant. */
  readonly latencySigma: number
  /** Of every instrument about which nothing else is said. */
  readonly usual: InstrumentConfig
  /** By `BASE-QUOTE`, or with its class. */
  readonly instruments: ReadonlyMap<string, InstrumentConfig>
  /** Units by currency. */
  readonly deposits: Readonly<Record<string, number>>
  readonly volumeBefore: number
  /** What its fund can pay, units by currency; without: all. */
  readonly insurance: Readonly<Record<string, number>> | undefined
  /** `venue`: what the venue does (`usualSelfTrade`). */
  readonly selfTrade: SelfTrade | 'venue'
  readonly idReuse: 'never' | 'once-ended'
  readonly rateLimits: readonly RateLimitConfig[]
  readonly faults: FaultTerms
  readonly deleveragings: readonly DeleveragingConfig[]
  readonly connection: VenueConnection
}

/** Reads what is supposed of a venue. */
export function venueConfig(fields: Fields): VenueConfig {
  const usual = instrumentConfig(fields)
  const instruments = fields.named('instruments')
  const ownTerms = [...instruments].map(([name, own]): [string, InstrumentConfig] => {
    const merged = own.over(fields, inherited(own))
    const config = instrumentConfig(merged)
    merged.end()
    return [name, config]
  })
  const config: VenueConfig = {
    feed:
      fields.value('feedMs', 5) === 'exchange' ? 'exchange' : latencyConfig(fields, 'feedMs', 5),
    feedFallbackMs: fields.number('feedFallbackMs', 5, notNegative),
    orders: latencyConfig(fields, 'orderMs', 5),
    cancels: fields.has('cancelMs') ? latencyConfig(fields, 'cancelMs', 5) : undefined,
    answers: latencyConfig(fields, 'answerMs', 5),
    latencySigma: fields.number('latencySigma', 0, notNegative),
    usual,
    instruments: new Map(ownTerms),
    deposits: fields.numbers('deposits', notNegative),
    volumeBefore: fields.number('volumeBefore', 0, notNegative),
    insurance: insuranceOf(fields),
    selfTrade: fields.choice(
      'selfTrade',
      ['venue', 'cancel-newest', 'cancel-oldest', 'cancel-both'],
      'venue',
    ),
    idReuse: fields.choice('idReuse', ['never', 'once-ended'], 'never'),
    rateLimits: rateLimitsConfig(fields),
    faults: faultsConfig(fields),
    deleveragings: deleveragingsConfig(fields),
    connection: venueConnection(fields),
  }
  fields.end()
  if (config.feed === 'exchange') return config
  for (const own of [fields, ...instruments.values()]) {
    const idle = ['clockSkewMs', 'feedFallbackMs'].find((name) => own.has(name))
    if (idle !== undefined) throw own.fault(idle, "nothing unless feedMs is 'exchange'")
  }
  return config
}

function insuranceOf(fields: Fields): VenueConfig['insurance'] {
  const insurance = fields.numbers('insurance', notNegative)
  return fields.has('insurance') ? insurance : undefined
}

/** What an instrument takes over from its venue: of fees only what its own do not replace. */
function inherited(own: Fields): readonly string[] {
  const flat = ['makerFeeBps', 'takerFeeBps']
  if (own.has('fees')) return instrumentFields.filter((name) => !flat.includes(name))
  const isFlat = flat.some((name) => own.has(name))
  return isFlat ? instrumentFields.filter((name) => name !== 'fees') : instrumentFields
}

/** What an instrument may have of its own. */
const instrumentFields: readonly string[] = [
  'queue',
  'taken',
  'printsLagMs',
  'impactShare',
  'impactHalfLifeMs',
  'makerFeeBps',
  'takerFeeBps',
  'fees',
  'leverage',
  'margin',
  'rules',
  'clockSkewMs',
]
