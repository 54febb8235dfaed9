import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import { parseInstant, type Instant } from '../../core/time.ts'
import { noFaults, type FaultTerms } from '../../simulation/venue/faults/fault-terms.ts'
import {
  fixedWindow,
  tokenBucket,
  type RateLimit,
} from '../../simulation/venue/faults/rate-limit.ts'
import { notNegative, positive, share, type Fields } from './config-fields.ts'

/** `faults`: one probability for each of them, or each by name. */
export function faultsConfig(fields: Fields): FaultTerms {
  const value = fields.value('faults', 0)
  if (typeof value !== 'object' || value === null) {
    return faultsOf(fields.number('faults', 0, share))
  }
  const terms = fields.record('faults')
  const faults: FaultTerms = {
    lostCommand: terms.number('lostCommand', 0, share),
    rejected: terms.number('rejected', 0, share),
    lostAnswer: terms.number('lostAnswer', 0, share),
    duplicatedAnswer: terms.number('duplicatedAnswer', 0, share),
    lateAnswer: terms.number('lateAnswer', 0, share),
    lateUsMax: terms.number('lateMsMax', 500, notNegative) * 1_000,
    slowCancel: terms.number('slowCancel', 0, share),
    slowCancelUsMax: terms.number('slowCancelMsMax', 500, notNegative) * 1_000,
    outage: outageOf(terms),
  }
  terms.end()
  return faults
}

function outageOf(terms: Fields): FaultTerms['outage'] {
  const outage = terms.record('outage')
  if (!terms.has('outage')) return undefined
  const config = {
    meanUsBetween: outage.needed('betweenMs', positive) * 1_000,
    meanUsLasting: outage.needed('lastingMs', positive) * 1_000,
  }
  outage.end()
  return config
}

function faultsOf(probability: number): FaultTerms {
  if (probability === 0) return noFaults
  return {
    ...noFaults,
    lostCommand: probability,
    rejected: probability,
    lostAnswer: probability,
    duplicatedAnswer: probability,
    lateAnswer: probability,
    lateUsMax: 500_000,
    slowCancel: probability,
    slowCancelUsMax: 500_000,
  }
}

/** A rate limit as it is said: its count is begun anew by every run. */
export interface RateLimitConfig {
  readonly begin: () => RateLimit
  readonly words: string
}

/** `rateLimits`: each must let a command through. */
export function rateLimitsConfig(fields: Fields): readonly RateLimitConfig[] {
  return fields.list('rateLimits').map((limit) => {
    const kind = limit.choice('kind', ['window', 'bucket'], 'window')
    const most = limit.needed('most', notNegative)
    const each = limit.record('weights')
    const weights = {
      place: each.number('place', 1, notNegative),
      amend: each.number('amend', 1, notNegative),
      cancel: each.number('cancel', 1, notNegative),
    }
    each.end()
    const of =
      kind === 'window'
        ? windowOf({ most, weights }, limit.number('windowMs', 1_000, positive))
        : bucketOf({ most, weights }, limit.needed('perSecond', notNegative))
    limit.end()
    return of
  })
}

type Weighed = Pick<Parameters<typeof fixedWindow>[0], 'most' | 'weights'>

function windowOf(terms: Weighed, windowMs: number): RateLimitConfig {
  return {
    begin: () => fixedWindow({ ...terms, windowUs: windowMs * 1_000 }),
    words: `${terms.most} in ${windowMs} ms${weightWords(terms)}`,
  }
}

function bucketOf(terms: Weighed, perSecond: number): RateLimitConfig {
  return {
    begin: () => tokenBucket({ ...terms, perSecond }),
    words: `${terms.most} and ${perSecond} more a second${weightWords(terms)}`,
  }
}

/** Nothing where all weigh one. */
function weightWords({ weights }: Weighed): string {
  const words = Object.entries(weights).map(([command, weight]) => `${command} ${weight}`)
  return Object.values(weights).every((weight) => weight === 1) ? '' : ` (${words.join(', ')})`
}

/** Part of a position in profit closed by decree. */
export interface DeleveragingConfig {
  readonly at: Instant
  /** `BASE-QUOTE`, or with its class. */
  readonly instrument: string
  readonly share: number
}

/** `deleveragings` of a venue. */
export function deleveragingsConfig(fields: Fields): readonly DeleveragingConfig[] {
  return fields.list('deleveragings').map((each) => {
    const at = parseInstant(each.text('at', ''))
    if (at === undefined) throw each.fault('at', 'an instant, ISO 8601 or epoch milliseconds')
    const config = {
      at,
      instrument: each.text('instrument', ''),
      share: each.number('share', 1, { above: 0, most: 1 }),
    }
    if (config.instrument === '') throw each.fault('instrument', 'an instrument, like BTC-USDT')
    each.end()
    return config
  })
}

/** Is this the instrument of a venue that a configuration names `BASE-QUOTE`, or `BASE-QUOTE:linear`? */
export function isNamed({ name, class: kind }: Instrument, wanted: string): boolean {
  return wanted === name || wanted === `${name}:${kind}`
}

/** @throws UsageError when what is said of an instrument is said of none */
export function requireNamed(
  wanted: string,
  place: string,
  instruments: readonly Instrument[],
): void {
  if (instruments.some((each) => isNamed(each, wanted))) return
  const names = instruments.map(({ name, class: kind }) => `${name}:${kind}`).join(', ')
  throw new UsageError(`${place}: no instrument ${wanted}; there are ${names}`)
}
