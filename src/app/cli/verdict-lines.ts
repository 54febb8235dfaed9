import type { VerdictReason, VerdictResult } from '../../research/pairs/verdict-result.ts'
import { deflatedWords, ruleWords, sharpeWords } from './backtest-lines.ts'
import { decimal, minuteOf, percent, probability } from './format.ts'
import { alignedTable } from './output.ts'

/** A verdict for a person: the card, question by question, then the sentence. */
export function verdictLines(result: VerdictResult): string[] {
  return [
    ...header(result),
    '',
    alignedTable(
      ['question', '', 'answer'],
      result.reasons.map((reason) => [questions[reason.about], mark(reason), reason.answer]),
    ),
    '',
    ...evidence(result),
    ...place(result),
    ...cross(result),
    ...result.notes.map((note) => `note: ${note}`),
    result.conclusion,
  ]
}

const questions: Readonly<Record<VerdictReason['about'], string>> = {
  relation: 'are they cointegrated',
  gain: 'does it earn after costs',
  delay: 'also with every order late',
  chance: 'more than pairs that only move together',
  luck: 'more than the luck of the trials',
}

function mark({ passed }: VerdictReason): string {
  if (passed === null) return '?'
  return passed ? 'yes' : 'no'
}

function header({ parameters: use, rows, from, to }: VerdictResult): string[] {
  return [
    `${use.y} on ${use.x}, ${use.timeframe}${use.log ? ', log prices' : ''}: ${rows} joined rows, ${minuteOf(from)} to ${minuteOf(to)}`,
    `train ${use.trainBars}, test ${use.testBars}, ${ruleWords(use)}, fee ${use.feeBps} bps and slippage ${use.slippageBps} bps a leg and side`,
  ]
}

function evidence({ halfLife, metrics, folds }: VerdictResult): string[] {
  const { bars, barsCorrected, interval } = halfLife
  const span =
    interval === null
      ? ''
      : ` (95 %: ${decimal(interval.low, 0)} to ${decimal(interval.high, 0)}; bias removed ${decimal(barsCorrected, 0)})`
  return [
    bars === null
      ? 'half-life: the residual of the whole period does not revert'
      : `half-life ${decimal(bars, 0)} bars over the whole period${span}`,
    `walk-forward: return ${percent(metrics.totalReturn)} over ${metrics.days} days   ${sharpeWords(metrics)}   drawdown ${percent(metrics.maxDrawdown)}, ${folds.traded} of ${folds.all} folds traded, breaks even at ${decimal(metrics.breakEvenFeeBps, 1)} bps a side`,
    ...deflatedWords(metrics),
  ]
}

function place({ place: found }: VerdictResult): string[] {
  if (found === null) return []
  const { rank, pairs, folder, better } = found
  const stands = `${rank === null ? 'not among' : `${rank} of`} ${pairs} pairs in ${folder} by its p-value`
  if (better.length === 0) return [stands]
  const rows = better.map(({ y, x, pValue, qValue, halfLifeBars, isNear }) => [
    `${y} on ${x}`,
    probability(pValue),
    probability(qValue),
    decimal(halfLifeBars, 0),
    isNear ? 'shares a leg' : '',
  ])
  return [`${stands}; before it`, alignedTable(['pair', 'p', 'q', 'half-life', ''], rows), '']
}

function cross({ cross: listed, parameters }: VerdictResult): string[] {
  if (listed === null) return [`no cross of ${parameters.y} and ${parameters.x} is listed there`]
  const { instrument, venue, isInverted } = listed
  return [`listed directly: ${instrument} at ${venue}${isInverted ? ', the other way round' : ''}`]
}
