import type { JournalStatus } from '../live/journal-report.ts'
import { leftStandingWords } from './left-standing-words.ts'

type UnknownOrder = JournalStatus['unknownOrders'][number]

/** Do venues and journal agree, and if not, why: not that they differ, which has lines of its own. */
export function reconciledWords(status: JournalStatus, now: number): string {
  const { reconciled, notCompared, unknownOrders } = status
  // What is left may have been filled or cancelled since, with nobody to hear it.
  if (reconciled)
    return leftStandingWords(status) === undefined ? 'reconciled' : 'reconciled when it last ran'
  const reasons = [
    ...notCompared.map((venue) => `${venue} not compared yet`),
    ...unknownOrders.map((order) => unknownWords(order, now)),
  ]
  return ['NOT reconciled', reasons.join(', ')].filter((each) => each !== '').join(': ')
}

/** What freezes an instrument. @param now epoch milliseconds: of another day the date is said too */
export function unknownWords({ clientOrderId, since }: UnknownOrder, now: number): string {
  const order = `order ${clientOrderId} of unknown fate`
  if (since === null) return order
  const [day, time] = new Date(since).toISOString().slice(0, 19).split('T') as [string, string]
  const isToday = new Date(now).toISOString().startsWith(day)
  return `${order} since ${isToday ? time : `${day} ${time}`}`
}
