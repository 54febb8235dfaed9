import { noFaults, type FaultTerms } from '../../simulation/venue/faults/fault-terms.ts'

/** What goes wrong at a served venue, each with what it does; all can be turned while the server runs. */
export interface FaultSwitches {
  /** Share of stream messages that are lost, whatever they tell. */
  drop: number
  /** Share of book messages that are lost: the sequence breaks. */
  gap: number
  /** Share of stream messages that come twice. */
  duplicate: number
  /** Stream messages are late by up to so many milliseconds; none overtakes another. */
  delayMs: number
  /** Chance a second that a socket is cut. */
  disconnect: number
  /** Share of requests answered by the venue's own "too many requests". */
  tooMany: number
  /** Share of requests answered by a server error. */
  serverError: number
  /** Every request is answered by the venue's own words for maintenance, and sockets are not taken. */
  maintenance: number
  /** Share of order requests that are carried out and answered late. */
  ackLate: number
  /** By up to so many milliseconds. */
  ackLateMs: number
  /** Share of order requests that are carried out and whose connection is cut without an answer. */
  ackLost: number
  /** Questions for a single order are answered "there is none" for so many milliseconds after it was taken. */
  notFoundMs: number
  /** A client order id is taken again once its order is filled, whatever the venue's rule. */
  idAgain: number
  /** Share of cancels that wait in the engine while trades go on, and may lose to a fill. */
  cancelLoses: number
  /** For up to so many milliseconds. */
  cancelLosesMs: number
  /** Share of commands that never reach the engine: the request is never answered in time. */
  commandLost: number
  /** The venue says that its systems are under maintenance, and goes on all the same. */
  statusHalted: number
  /** Withdrawals of every currency are told to be suspended. */
  withdrawalsFrozen: number
  /** Every instrument is told to be delisted soon, or to be out of trading where nothing is told before. */
  delisting: number
  /** The key is told to be one that can withdraw. */
  keyWithdraws: number
}

/** Nothing goes wrong; the lengths are what is usual once their shares are above zero. */
export const usualSwitches: FaultSwitches = {
  drop: 0,
  gap: 0,
  duplicate: 0,
  delayMs: 0,
  disconnect: 0,
  tooMany: 0,
  serverError: 0,
  maintenance: 0,
  ackLate: 0,
  ackLateMs: 30_000,
  ackLost: 0,
  notFoundMs: 0,
  idAgain: 0,
  cancelLoses: 0,
  cancelLosesMs: 500,
  commandLost: 0,
  statusHalted: 0,
  withdrawalsFrozen: 0,
  delisting: 0,
  keyWithdraws: 0,
}

/** Those counted in milliseconds; every other one is a share or a chance. */
const lengths: readonly string[] = ['delayMs', 'ackLateMs', 'notFoundMs', 'cancelLosesMs']
const longestMs = 3_600_000

/** Names and values as a person gives them: of all, or of a venue where a name begins with it (`kraken.drop=0.1`). */
export type FaultSettings = Readonly<Record<string, unknown>>

/**
 * Turns switches.
 *
 * @returns what is wrong with the settings, in words; undefined when they were taken, and then all of them were
 */
export function turnSwitches(
  switches: ReadonlyMap<string, FaultSwitches>,
  settings: FaultSettings,
): string | undefined {
  const turns: {
    readonly of: FaultSwitches
    readonly name: keyof FaultSwitches
    readonly to: number
  }[] = []
  for (const [key, value] of Object.entries(settings)) {
    const dot = key.indexOf('.')
    const name = key.slice(dot + 1)
    const venue = dot < 0 ? undefined : key.slice(0, dot)
    const turned = venue === undefined ? [...switches.values()] : [switches.get(venue)]
    const to = typeof value === 'boolean' ? Number(value) : value
    if (!(name in usualSwitches))
      return `no fault ${name}; there are ${Object.keys(usualSwitches).join(', ')}`
    const most = lengths.includes(name) ? longestMs : 1
    if (typeof to !== 'number' || !(to >= 0 && to <= most)) {
      return `${key}: expected a number from 0 to ${most}, got ${String(value)}`
    }
    for (const of of turned) {
      if (of === undefined) return `${key}: no venue ${venue} is served`
      turns.push({ of, name: name as keyof FaultSwitches, to })
    }
  }
  for (const { of, name, to } of turns) of[name] = to
  return undefined
}

/** The same as the simulated venue's faults, which it looks at each time it draws. */
export function venueFaults(switches: FaultSwitches): FaultTerms {
  return {
    ...noFaults,
    get lostCommand() {
      return switches.commandLost
    },
    get slowCancel() {
      return switches.cancelLoses
    },
    get slowCancelUsMax() {
      return switches.cancelLosesMs * 1_000
    },
  }
}
