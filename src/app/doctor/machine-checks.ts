import { constants, getPriority, setPriority } from 'node:os'
import { raiseOwnPriority } from '../live/own-priority.ts'
import type { Check, Finding } from './check.ts'
import type { VenueLook } from './venue-checks.ts'

/** May this process go before others? Looked at and taken back. */
export const priorityCheck: Check = {
  group: 'machine',
  name: 'priority',
  withinMs: 2_000,
  otherwise: 'remark',
  look: () => {
    const before = getPriority()
    try {
      return priorityOf(before, raiseOwnPriority())
    } finally {
      if (getPriority() !== before) setPriority(before)
    }
  },
}

export function priorityOf(nice: number, isRaised: boolean): Finding {
  const facts = { nice, mayGoBefore: isRaised }
  if (isRaised)
    return { status: 'ok', says: 'a process that trades goes before others here', facts }
  if (nice > constants.priority.PRIORITY_NORMAL)
    return {
      status: 'remark',
      says: `behind others (nice ${nice}), as whoever started it wants`,
      advice: 'start what trades without nice',
      facts,
    }
  return {
    status: 'remark',
    says: 'a process that trades waits its turn: one order in two hundred for 2 to 6 ms on a busy machine',
    advice: 'give it CAP_SYS_NICE on Linux, or an idle core',
    facts,
  }
}

/** How the machine's clock went beside a steady one. */
export interface ClockWatch {
  /** By how much it was set meanwhile, milliseconds; it counts whole ones. */
  steppedMs(): number
  /** For how long it has been watched, milliseconds. */
  watchedMs(): number
}

/** @param machineMs milliseconds since 1970 @param steadyMs milliseconds since any instant, never set */
export function watchClock(
  machineMs: () => number = () => Date.now(),
  steadyMs: () => number = () => performance.now(),
): ClockWatch {
  const apart = (): number => machineMs() - steadyMs()
  const [first, begun] = [apart(), steadyMs()]
  return { steppedMs: () => apart() - first, watchedMs: () => steadyMs() - begun }
}

/** They are one clock while they are no further apart: one counts whole milliseconds, and a look is not an instant. */
const steppedMsMost = 5

/** Venues refuse what is stamped more than a second ahead of them; what is signed is stamped by their own time, but at Coinbase. */
const offsetMsMost = 500

/** Made after the venues were asked. @param lookedAt what they said of their time */
export function clockCheck(watch: ClockWatch, lookedAt: readonly VenueLook[]): Check {
  return {
    group: 'machine',
    name: 'clock',
    withinMs: 2_000,
    otherwise: 'remark',
    look: () => clockOf(watch, lookedAt),
  }
}

export function clockOf(watch: ClockWatch, lookedAt: readonly VenueLook[]): Finding {
  const [steppedMs, watchedMs] = [watch.steppedMs(), watch.watchedMs()]
  const told = lookedAt.filter(({ offsetMs }) => offsetMs !== null)
  const offsets = told.map(({ offsetMs }) => offsetMs!).toSorted((a, b) => a - b)
  const half = offsets.length >> 1
  const offsetMs =
    offsets.length === 0
      ? null
      : offsets.length % 2 === 1
        ? offsets[half]!
        : (offsets[half - 1]! + offsets[half]!) / 2
  const facts = { steppedMs, watchedMs, offsetMs, ofVenues: offsets.length }
  const isSteady = Math.abs(steppedMs) <= steppedMsMost
  const seconds = `${(watchedMs / 1_000).toFixed(1)} s`
  const steadiness = isSteady
    ? `steady over ${seconds}`
    : `set by ${steppedMs.toFixed(0)} ms within ${seconds}`
  const isOff = offsetMs !== null && Math.abs(offsetMs) > offsetMsMost
  const away =
    offsetMs === null
      ? 'no venue says how far it is off'
      : `${Math.abs(offsetMs).toFixed(0)} ms ${offsetMs > 0 ? 'behind' : 'ahead of'} the median of ${offsets.length === 1 ? '1 venue' : `${offsets.length} venues`}`
  const says = `${steadiness}, ${away}`
  if (isSteady && !isOff) return { status: 'ok', says, facts }
  const advice =
    'have the clock kept by NTP (chrony, systemd-timesyncd), which slews and does not set it'
  return { status: 'remark', says, advice, facts }
}
