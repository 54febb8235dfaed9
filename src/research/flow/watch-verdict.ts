import { coefficientWords, readCoefficient } from './coefficient-reading.ts'
import type { FlowWatchResult, WatchSilence } from './flow-watch-result.ts'

/** What a watch showed, in a sentence: by the rule of `flowVerdict`. */
export function watchVerdict(
  result: Pick<
    FlowWatchResult,
    | 'scored'
    | 'forecasts'
    | 'score'
    | 'intervals'
    | 'horizonSeconds'
    | 'withdrawn'
    | 'instrument'
    | 'model'
  >,
): string {
  const { scored, forecasts, score, intervals, horizonSeconds } = result
  if (forecasts === 0) return silence(result)
  if (intervals === null) {
    return `${scored} forecasts came due, ${score.independent} of which do not overlap: too few to say what they are worth.`
  }
  const ic = intervals.informationCoefficient
  const least = score.detectableInformationCoefficient
  const { told, high, least: shown } = coefficientWords(ic, least)
  const over = `over ${horizonSeconds} s`
  switch (readCoefficient(ic, least)) {
    case 'unknown':
      return 'The price or the forecast did not change: there is nothing to score.'
    case 'shown':
      return `It ranked returns ${over} better than chance: ${told}.`
    case 'weak':
      return `It may have ranked returns ${over} better than chance, in too few to be sure: ${told} is above zero, but below ${shown}, the least that so many show reliably.`
    case 'none':
      return `Not to be told from chance ${over}: ${told}; ${shown} or more, the least that so many show reliably, is excluded.`
    case 'open':
      return `Not to be told from chance ${over}: ${told}; up to ${high} is not excluded in so few.`
    case 'reversed':
      return `It ranked returns ${over} the wrong way round: ${told}.`
  }
}

/** Why there was nothing at all: most often, and whose fault that is. */
function silence({
  withdrawn,
  instrument,
  model,
}: Pick<FlowWatchResult, 'withdrawn' | 'instrument' | 'model'>): string {
  const [most] = Object.entries(withdrawn).toSorted(([, one], [, other]) => other - one)
  if (most === undefined) return 'Nothing was forecast: it ended before the market was looked at.'
  const [reason, times] = most
  const isOther = model.trainedOn !== instrument
  const other = isOther ? `; the model was trained on ${model.trainedOn}` : ''
  return `Nothing was forecast: ${reasons[reason as WatchSilence]} (${reason}, ${times} times)${other}.`
}

const reasons: Readonly<Record<WatchSilence, string>> = {
  'no-book': 'nothing was heard of the book',
  disconnected: 'the connection was lost',
  'distrusted-book': 'the book was not to be trusted',
  'stale-book': 'the book was silent',
  'no-mid': 'a side of the book was missing, or it was crossed',
  'unknown-feature': 'measures that it looks at were not known',
  'out-of-distribution': 'measures were beyond what the model was trained on',
  drift: 'measures were spread as they never were in training',
}
