import type { FlowWatchResult } from './flow-watch-result.ts'

/** What a watch showed, in a sentence. */
export function watchVerdict(
  result: Pick<FlowWatchResult, 'scored' | 'forecasts' | 'score' | 'intervals' | 'horizonSeconds'>,
): string {
  const { scored, forecasts, score, intervals, horizonSeconds } = result
  if (forecasts === 0) return 'Nothing was forecast.'
  if (intervals === null) {
    return `${scored} forecasts came due, ${score.independent} of which do not overlap: too few to say what they are worth.`
  }
  const { value, low, high } = intervals.informationCoefficient
  if (value === null || low === null || high === null) {
    return 'The price or the forecast did not change: there is nothing to score.'
  }
  const told = `information coefficient ${value.toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)})`
  const over = `over ${horizonSeconds} s`
  if (low > 0) return `It ranked returns ${over} better than chance: ${told}.`
  if (high < 0) return `It ranked returns ${over} the wrong way round: ${told}.`
  const least = score.detectableInformationCoefficient
  const power = least === null ? '' : `; less than ${least.toFixed(3)} would not show in so few`
  return `Not to be told from chance ${over}: ${told}${power}.`
}
