import { errorText, IsobarError, UsageError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { isLoopback } from '../../gateways/ccxt-exchange.ts'
import { wallClock } from '../live/wall-clock.ts'
import { askBytes } from '../market/ask-venue.ts'
import { requireNamed } from '../market/named-host.ts'
import { clockReading } from '../market/venue-clock.ts'
import { servedPlace, type WirePlan } from '../market/wire-plan.ts'
import { wirePlans } from '../market/wire-plans.ts'
import type { Check, Finding } from './check.ts'

/** A venue to ask for its time. */
export interface AskedTime {
  readonly venue: string
  /** Where it is served on this machine; undefined: the venue itself. */
  readonly url: string | undefined
}

/** What a venue answered. */
export interface VenueLook {
  readonly venue: string
  readonly roundTripMs: number
  /** Before ours; null where it tells its time too roughly. */
  readonly offsetMs: number | null
}

/** All of them together are given so long. */
const reachMs = 5_000

/**
 * Asks each venue for its public time.
 *
 * @param heard is told what each that answers says
 * @throws UsageError for a venue that has no decoders here, or an address that is not on this machine
 */
export function venueChecks(
  asked: readonly AskedTime[],
  heard: (look: VenueLook) => void,
  withinMs: number = reachMs,
): readonly Check[] {
  const placed = asked.map(({ venue, url }) => {
    const plan = wirePlans.find(({ exchange }) => exchange === venue)
    if (plan === undefined) throw new UsageError(`--venues: no public time of ${venue} is known`)
    if (url !== undefined && !isLoopback(url))
      throw new UsageError(`--url: expected an address on the loopback interface, got ${url}`)
    return { venue, plan, url }
  })
  return placed.map(({ venue, plan, url }) => ({
    group: 'venues',
    name: venue,
    // What it is given is kept by the question itself, which says more than that it is late.
    withinMs: withinMs + 500,
    otherwise: 'remark',
    look: async () => {
      const found = await askTime({ venue, url }, plan, withinMs)
      if (found.kind === 'answered') heard(found.look)
      return found.finding
    },
  }))
}

type Answered =
  | { readonly kind: 'answered'; readonly look: VenueLook; readonly finding: Finding }
  | { readonly kind: 'unreachable'; readonly finding: Finding }

async function askTime(
  { venue, url }: AskedTime,
  plan: WirePlan,
  withinMs: number,
): Promise<Answered> {
  const rest = url === undefined ? plan.place.rest : servedPlace(plan, url).rest
  const signal = AbortSignal.timeout(withinMs)
  try {
    if (url === undefined) await requireNamed(new URL(rest).hostname, signal)
    const first = await readTime(rest, plan, signal)
    // The first had to connect. That the second fails says nothing of whether the venue can be reached.
    const look = { venue, ...(await readTime(rest, plan, signal).catch(() => first)) }
    const way = `answers in ${look.roundTripMs.toFixed(0)} ms`
    const says = `${way}, ${offsetWords(look.offsetMs, plan.timeStepMs)}`
    return { kind: 'answered', look, finding: { status: 'ok', says, facts: { ...look } } }
  } catch (cause) {
    const reason = signal.aborted ? `no answer within ${withinMs / 1_000} s` : errorText(cause)
    return {
      kind: 'unreachable',
      finding: {
        status: 'remark',
        says: `cannot be reached: ${reason}`,
        advice: url === undefined ? farAdvice : 'isobar exchange serve serves exchanges there',
        facts: { venue, reason, roundTripMs: null, offsetMs: null },
      },
    }
  }
}

const farAdvice =
  'look at network, name server and firewall; isobar exchange serve needs none of them'

async function readTime(
  rest: string,
  plan: WirePlan,
  signal: AbortSignal,
): Promise<Omit<VenueLook, 'venue'>> {
  const before: Instant = wallClock.now()
  const answer = parsed(await askBytes(rest + plan.timePath, signal), rest)
  const after = wallClock.now()
  if (!Number.isFinite(plan.timeOf(answer)))
    throw new IsobarError('world', `${new URL(rest).host}: its answer tells no time`)
  const { offset, roundTrip } = clockReading(plan, answer, before, after)
  return {
    roundTripMs: roundTrip / 1_000,
    offsetMs: Number.isFinite(offset) ? offset / 1_000 : null,
  }
}

function parsed(bytes: Uint8Array, rest: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new IsobarError('world', `${new URL(rest).host}: its answer is no JSON`, { cause })
  }
}

function offsetWords(offsetMs: number | null, stepMs: number): string {
  if (offsetMs === null) return `the same time to its step of ${stepMs} ms`
  return `its clock ${Math.abs(offsetMs).toFixed(0)} ms ${offsetMs < 0 ? 'behind' : 'ahead of'} this machine's`
}
