import type { FeedFaults } from '../../microstructure/features/tracked-instrument.ts'
import { measuredErrors } from '../../microstructure/classification/measured-error.ts'
import { meanOfKnown } from './mean-of-known.ts'

/** Below, a share of states is told nobody: a feed begins with a side or two missing. */
const shareTold = 0.01

/**
 * What of a feed had to be guessed or left out, in words.
 *
 * @example
 * faultNotes({ trades: 0, classifiedTrades: 0, tickRuleTrades: 0, bookStates: 200, quotedStates: 0, crossedStates: 3, lockedStates: 0, oneSidedStates: 20 }) // => ['3 of 200 states of the book (1.5 %) are crossed, bid above ask, and left out', '20 of 200 states of the book (10.0 %) miss a side: there is no mid, and no forecast']
 */
export function faultNotes(faults: FeedFaults): string[] {
  const { bookStates, quotedStates, crossedStates, oneSidedStates } = faults
  return [
    ...guessedNote(faults),
    ...(quotedStates <= shareTold * bookStates
      ? []
      : [
          `${shareOf(quotedStates, bookStates)} are quotes alone, one level a side: measures of deeper levels are not known of them`,
        ]),
    ...(crossedStates === 0
      ? []
      : [`${shareOf(crossedStates, bookStates)} are crossed, bid above ask, and left out`]),
    ...(oneSidedStates <= shareTold * bookStates
      ? []
      : [`${shareOf(oneSidedStates, bookStates)} miss a side: there is no mid, and no forecast`]),
  ]
}

/**
 * That bid is ask for much of the time, and what it does to costs; nothing where it seldom is.
 *
 * @param spreadsBps of the samples, where costs go by them
 *
 * @example
 * lockedNote({ trades: 0, classifiedTrades: 0, tickRuleTrades: 0, bookStates: 100, quotedStates: 0, crossedStates: 0, lockedStates: 1, oneSidedStates: 0 }) // => []
 */
export function lockedNote(
  { bookStates, lockedStates }: FeedFaults,
  spreadsBps?: Float64Array,
): string[] {
  if (lockedStates <= shareTold * bookStates) return []
  const told = `${shareOf(lockedStates, bookStates)} are locked, bid and ask one price: it is their mid, their spread is 0, and nobody may be there to trade with at it`
  if (spreadsBps === undefined) return [told]
  const [all, apart] = [spreadsBps, spreadsBps.filter((spread) => spread > 0)].map((of) =>
    (meanOfKnown(of) / 2).toFixed(3),
  )
  return [`${told}; costs go by half a spread of ${all} bps, which is ${apart} without them`]
}

function guessedNote({ trades, classifiedTrades, tickRuleTrades }: FeedFaults): string[] {
  if (classifiedTrades === 0) return []
  const { leeReady, tickRule, instruments, venues } = measuredErrors
  const wrong = ({ least, most }: typeof leeReady): string =>
    `${(least * 100).toFixed(1)} to ${(most * 100).toFixed(1)} %`
  const byTick =
    tickRuleTrades === 0
      ? ''
      : `, ${thousands(tickRuleTrades)} of them by the tick rule, for they were at the mid or there was none`
  const measured = `${instruments} instruments of ${venues.slice(0, -1).join(', ')} and ${venues.at(-1)!}`
  return [
    `${thousands(classifiedTrades)} of ${thousands(trades)} trades came without an aggressor and were classified by Lee and Ready's rule${byTick}; where the aggressor is known (${measured}) that rule is wrong in ${wrong(leeReady)} of trades and the tick rule alone in ${wrong(tickRule)}`,
  ]
}

function shareOf(states: number, all: number): string {
  return `${thousands(states)} of ${thousands(all)} states of the book (${((states / all) * 100).toFixed(1)} %)`
}

function thousands(count: number): string {
  return count.toLocaleString('en-US')
}
