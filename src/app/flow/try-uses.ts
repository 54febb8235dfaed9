import type { EvaluateOptions, EvaluatedFlow } from '../../research/flow/evaluate-flow.ts'
import type { FlowSamples } from '../../research/flow/flow-samples.ts'
import type { FlowUses } from '../../research/flow/uses/flow-uses-result.ts'
import { FlowUsesRun } from '../../research/flow/uses/flow-uses.ts'
import type { Recording } from '../../stores/recording/open-recording.ts'
import { reportingOf } from '../trade/reporting-of.ts'
import { simulatedVenues } from '../trade/simulated-venues.ts'
import { tradeConfigOf } from '../trade/trade-config.ts'
import type { FlowRequest } from './flow-request.ts'
import { flowEvents } from './tick-samples.ts'

/** What an account is supposed to pay, and how late it is. */
export interface UseTerms {
  /** What the recording says where it is not told, else a usual tier. */
  readonly takerFeeBps?: number
  readonly makerFeeBps?: number
  readonly latencyMs: number
  /** Of an order, quote units. */
  readonly notional: number
}

/** Of an ordinary account at a perpetual venue. */
const usualFees = { takerFeeBps: 4.5, makerFeeBps: 1.5 }

/** Tries forecasts of a recording through the tick engine; undefined where nothing was forecast. */
export async function tryUses(
  { recording, samples }: { readonly recording: Recording; readonly samples: FlowSamples },
  { models }: Pick<EvaluatedFlow, 'models'>,
  {
    request,
    terms,
    options,
  }: {
    readonly request: FlowRequest
    readonly terms: UseTerms
    readonly options: EvaluateOptions
  },
): Promise<FlowUses | undefined> {
  const { features } = samples
  if (features === null || models.length === 0) return undefined
  const { instrument, rules } = recording.listings[features.roles.target.index]!
  if (request.clock.kind !== 'time' || instrument.class === 'inverse') return undefined
  const fees = {
    takerFeeBps: terms.takerFeeBps ?? rules.takerFeeBps ?? usualFees.takerFeeBps,
    makerFeeBps: terms.makerFeeBps ?? rules.makerFeeBps ?? usualFees.makerFeeBps,
  }
  const { latencyMs, notional } = terms
  const config = tradeConfigOf(
    {
      recordings: [recording.folder],
      reporting: { currency: instrument.quote },
      venues: { '*': { orderMs: latencyMs, answerMs: latencyMs, ...fees } },
      seed: options.seed,
    },
    'flow evaluate',
  )
  const instruments = recording.instruments.list()
  const run = new FlowUsesRun({
    ...features,
    ...fees,
    instruments,
    models,
    every: request.clock.every,
    horizon: options.horizon,
    notional,
    latencyMs,
    seed: options.seed,
    reporting: reportingOf(config, instruments),
    venues: () => simulatedVenues(instruments, config),
  })
  for await (const rows of flowEvents(recording, features.roles, request)) {
    request.signal?.throwIfAborted()
    run.feed(rows)
  }
  const { gapMost, horizon, draws, seed } = options
  return run.end({ path: samples.path, gapMost, horizon, draws, seed })
}
