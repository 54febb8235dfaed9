import type { JournalStatus } from '../live/journal-report.ts'
import { count, counted } from './format.ts'

type Left = Pick<JournalStatus, 'isRunning' | 'openOrders' | 'unknownOrders' | 'positions'>

/**
 * What a run that is gone has left by its journal, and that nobody looks after it: `by the journal 4 orders rest at binance,
 * 2 at okx, 1 position is held at okx; ...`. Undefined while one runs, and where nothing is left.
 */
export function leftStandingWords(status: Left): string | undefined {
  const { isRunning, openOrders, unknownOrders, positions } = status
  const held = positions.filter(({ quantity }) => quantity !== 0)
  if (isRunning || openOrders.length + held.length === 0) return undefined
  const unknown = unknownOrders.length
  const left = [
    ...atVenues(openOrders, 'order', ['rests', 'rest']),
    ...(unknown === 0 ? [] : [`${count(unknown)} of unknown fate among them`]),
    ...atVenues(held, 'position', ['is held', 'are held']),
  ]
  // A venue's own switch may yet end orders there.
  return `by the journal ${left.join(', ')}; nothing is cancelled or closed from here until a run starts`
}

function atVenues(
  those: readonly { readonly venue: string }[],
  word: string,
  [one, several]: readonly [string, string],
): string[] {
  const venues = [...new Set(those.map(({ venue }) => venue))]
  return venues.map((name, at) => {
    const number = those.filter(({ venue }) => venue === name).length
    const what = at > 0 ? count(number) : `${counted(number, word)} ${number === 1 ? one : several}`
    return `${what} at ${name}`
  })
}
