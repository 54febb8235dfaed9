import type { VNode } from 'preact'
import type { VerdictReason, VerdictResult } from '../../src/research/pairs/verdict-result.ts'
import { formatFixed } from '../format.ts'

const questions: Readonly<Record<VerdictReason['about'], string>> = {
  relation: 'Are they cointegrated?',
  gain: 'Does it earn after costs?',
  delay: 'Also with every order late?',
  chance: 'More than pairs that only move together?',
  luck: 'More than the luck of the trials?',
}

/** Every question a pair was asked, its answer, and the evidence in words. */
export function VerdictCard({ result }: { readonly result: VerdictResult }): VNode {
  const { folds, halfLife } = result
  return (
    <section class="panel verdict-card" aria-label="Verdict">
      <div class="panel-head">
        <h2>Questions</h2>
        <span class="count">
          {formatFixed(folds.traded, 0)} of {formatFixed(folds.all, 0)} folds traded
        </span>
      </div>
      <div class="scroll">
        <table class="rows">
          <tbody>
            {result.reasons.map((reason) => (
              <tr key={reason.about}>
                <th scope="row" class="words">
                  {questions[reason.about]}
                </th>
                <td class={`text answer ${toneOf(reason)}`}>{answerOf(reason)}</td>
                <td class="words">{reason.answer}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="foot">{halfLifeWords(halfLife)}</p>
    </section>
  )
}

function answerOf({ passed }: VerdictReason): string {
  if (passed === null) return 'not known'
  return passed ? 'yes' : 'no'
}

function toneOf({ passed }: VerdictReason): string {
  if (passed === null) return 'soft'
  return passed ? 'gain' : 'loss'
}

function halfLifeWords({ bars, barsCorrected, interval }: VerdictResult['halfLife']): string {
  if (bars === null) return 'The residual of the whole period does not revert.'
  const span =
    interval === null
      ? ''
      : ` (95 %: ${formatFixed(interval.low, 0)} to ${formatFixed(interval.high, 0)}; with its bias removed ${formatFixed(barsCorrected, 0)})`
  return `Half of a deviation is gone after ${formatFixed(bars, 0)} bars${span}, over the whole period.`
}
