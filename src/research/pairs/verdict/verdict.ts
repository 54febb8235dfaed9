import type { BacktestInput } from '../backtest-options.ts'
import type { BacktestMetrics, BacktestResult } from '../backtest-result.ts'
import { BELIEVED } from '../believed.ts'
import { deflatedBy, type Trials } from '../deflated.ts'
import { defaultScreenOptions, screenPair } from '../screen-pair.ts'
import type { PairTestsResult } from '../pair-tests-result.ts'
import type {
  CointegrationEvidence,
  ListedCross,
  PairPlace,
  VerdictReason,
  VerdictResult,
} from '../verdict-result.ts'
import { halfLifeEvidence } from './half-life-evidence.ts'

/** What a verdict is made of. */
export interface VerdictEvidence {
  readonly input: BacktestInput
  readonly tests: PairTestsResult
  readonly backtest: BacktestResult
  /** Of the pair against drawn universes; undefined where these were not asked for. */
  readonly bootstrap: { readonly pValue: number; readonly universes: number } | undefined
  readonly place: PairPlace | null
  readonly cross: ListedCross | null
  readonly notes: readonly string[]
}

/**
 * One card on a pair: every question asked, with its figures, and one sentence that says no when it is no.
 *
 * `yes` takes all of them: every test asked for finds the relation, the walk-forward earns after costs, also with every
 * order a bar late, more than pairs without cointegration do, and more than the luck of as many trials as were made.
 */
export function verdictOf(evidence: VerdictEvidence, trials: Trials | undefined): VerdictResult {
  const { input, tests, backtest, place, cross } = evidence
  const { parameters, folds } = backtest
  const metrics = { ...backtest.metrics, ...deflatedBy(backtest.metrics, trials) }
  const cointegration = cointegrationOf(evidence)
  const reasons = [
    relation(cointegration),
    earning(metrics, parameters.feeBps),
    lateness(metrics),
    chance(backtest),
    luck(metrics),
  ]
  const verdict = judged(reasons)
  const told: Omit<VerdictResult, 'conclusion'> = {
    kind: 'pairs-verdict',
    version: 1,
    parameters,
    rows: backtest.rows,
    from: folds[0]!.trainFrom,
    to: folds.at(-1)!.testTo,
    tests,
    cointegration,
    halfLife: halfLifeEvidence(input, parameters.log),
    metrics,
    folds: {
      traded: folds.filter(({ untraded }) => untraded === null).length,
      all: folds.length,
    },
    null: backtest.null,
    place,
    cross,
    reasons,
    verdict,
    notes: [...backtest.notes, ...evidence.notes],
  }
  return { ...told, conclusion: conclusionOf(told) }
}

function cointegrationOf({ input, tests, bootstrap }: VerdictEvidence): CointegrationEvidence {
  const { alpha, log } = tests
  const found = screenPair(input.y, input.x, { ...defaultScreenOptions, log, alpha })
  const smaller =
    found.kind === 'tested'
      ? Math.min(1, 2 * Math.min(...found.rows.map(({ pValue }) => pValue)))
      : null
  const rank = found.kind === 'tested' ? found.johansenRank : null
  const bootstrapPValue = bootstrap?.pValue ?? null
  const drawnAgree = bootstrapPValue === null || bootstrapPValue <= alpha
  return {
    alpha,
    engleGrangerPValue: smaller,
    johansenRank: rank,
    bootstrapPValue,
    universes: bootstrap?.universes ?? null,
    isCointegrated: smaller !== null && smaller <= alpha && rank === 1 && drawnAgree,
  }
}

function relation(found: CointegrationEvidence): VerdictReason {
  const { engleGrangerPValue: p, johansenRank: rank, bootstrapPValue, universes } = found
  const drawn =
    bootstrapPValue === null
      ? ''
      : `, p = ${bootstrapPValue.toFixed(4)} against ${universes} drawn universes`
  // Of series without a drift the trace test finds 2 too often for a no, and 2 is no relation either.
  const isUnclear = p === null || rank === null || (rank === 2 && p <= found.alpha)
  return {
    about: 'relation',
    passed: isUnclear ? null : found.isCointegrated,
    answer: `Engle-Granger p = ${p?.toFixed(4) ?? 'none'} (both directions), Johansen rank ${rank ?? 'none'}${rank === 2 ? ' (both look stationary by themselves)' : ''}${drawn}`,
  }
}

function earning(metrics: BacktestMetrics, feeBps: number): VerdictReason {
  const { totalReturn, trades, breakEvenFeeBps: even } = metrics
  return {
    about: 'gain',
    passed: trades === 0 ? null : totalReturn > 0,
    answer:
      even === null
        ? `no trade in ${metrics.days} days`
        : `${(100 * totalReturn).toFixed(2)} % of capital in ${trades} trades, ${even < 0 ? 'no fee is low enough' : `it pays below a fee of ${even.toFixed(2)} bps a side`} (asked: ${feeBps})`,
  }
}

function lateness({ delayed, trades }: BacktestMetrics): VerdictReason {
  return {
    about: 'delay',
    passed: delayed === null || trades === 0 ? null : delayed.totalReturn > 0,
    answer:
      delayed === null
        ? 'not asked'
        : `${(100 * delayed.totalReturn).toFixed(2)} % ${delayed.delayBars === 1 ? 'a bar' : `${delayed.delayBars} bars`} later`,
  }
}

function chance({ null: comparison }: BacktestResult): VerdictReason {
  const p = comparison?.sharpe.pValue
  return {
    about: 'chance',
    passed: p === undefined ? null : p <= 1 - BELIEVED,
    answer:
      comparison === null || p === undefined
        ? 'not asked'
        : `p = ${p.toFixed(3)} of its Sharpe ratio among ${comparison.runs} drawn pairs`,
  }
}

function luck({ sharpe, deflatedSharpe, deflation }: BacktestMetrics): VerdictReason {
  return {
    about: 'luck',
    passed: deflatedSharpe === null ? null : deflatedSharpe >= BELIEVED,
    answer:
      deflatedSharpe === null || deflation === null
        ? 'trials were not counted, or there is no Sharpe ratio'
        : `Sharpe ${sharpe!.toFixed(2)}, deflated ${deflatedSharpe.toFixed(3)} by ${deflation.trials} ${deflation.trials === 1 ? 'trial' : 'trials'}`,
  }
}

/** A relation and a gain are what a pair cannot do without; the other questions are whether to believe them. */
function judged([
  isRelation,
  earns,
  ...doubts
]: readonly VerdictReason[]): VerdictResult['verdict'] {
  if (isRelation!.passed !== true || earns!.passed !== true) return 'no'
  return doubts.every(({ passed }) => passed === true) ? 'yes' : 'unproven'
}

function conclusionOf(told: Omit<VerdictResult, 'conclusion'>): string {
  const { parameters, reasons, verdict, cross } = told
  const name = `${parameters.y} on ${parameters.x}`
  const against = reasons.filter(({ passed }) => passed !== true).map(objection)
  const listed =
    cross === null ? '' : ` ${cross.instrument} is listed itself and needs no second leg.`
  switch (verdict) {
    case 'yes':
      return `Yes: ${name} is a relation that earns after costs and more than luck explains.${listed}`
    case 'unproven':
      return `Not proven: ${name} earns, but ${inWords(against)}.${listed}`
    case 'no':
      return `No. ${name}: ${inWords(against)}.${listed}`
  }
}

function objection({ about, passed }: VerdictReason): string {
  const { open, refuted } = objections[about]
  return passed === null ? `whether it ${open} is not known` : refuted
}

const objections: Readonly<
  Record<VerdictReason['about'], { readonly open: string; readonly refuted: string }>
> = {
  relation: { open: 'is a relation', refuted: 'the tests do not find a relation' },
  gain: { open: 'earns', refuted: 'it loses after costs' },
  delay: { open: 'bears a delay', refuted: 'it loses when every order is late' },
  chance: {
    open: 'beats pairs that only move together',
    refuted: 'pairs without a relation earn as much',
  },
  luck: {
    open: 'is more than luck',
    refuted: 'the best of the trials made would show as much by luck',
  },
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2
    ? (parts[0] ?? '')
    : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
