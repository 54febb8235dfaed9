import { utf8Bytes } from '../../core/utf8.ts'
import type { CoverageTold } from '../part.ts'
import type { Reading } from '../reading.ts'

/**
 * Levels a side, told by digits within a text: `coverageBehind('"orderbook.')` of `"orderbook.50.BTCUSDT"`, and behind
 * the last `.` of the text `coverageBehind('"ob.', '.')` of `"ob.BTC_USDT.400"`. Infinity where there are none.
 */
export function coverageBehind(begin: string, last?: string): CoverageTold {
  const bytes = utf8Bytes(begin)
  const letter = last?.charCodeAt(0)
  return (reading) => {
    const at = placeBehind(reading, bytes)
    if (at < 0) return Infinity
    return digitsAt(reading, letter === undefined ? at : behindLast(reading, at, letter))
  }
}

/** The whole number that stands at a byte of a message; Infinity where there is none. */
export function digitsAt({ bytes, end }: Reading, at: number): number {
  let number = NaN
  for (let k = at; k < end && bytes[k]! >= zero && bytes[k]! <= nine; k++) {
    number = (Number.isNaN(number) ? 0 : number * 10) + bytes[k]! - zero
  }
  return Number.isNaN(number) ? Infinity : number
}

/** The byte behind the first place in the message that reads so; -1 where there is none. */
function placeBehind({ bytes, messageStart, end }: Reading, wanted: Uint8Array): number {
  for (let at = messageStart; at + wanted.length <= end; at++) {
    let k = 0
    while (k < wanted.length && bytes[at + k] === wanted[k]) k++
    if (k === wanted.length) return at + k
  }
  return -1
}

/** The byte behind the last such letter of the text. */
function behindLast({ bytes, end }: Reading, from: number, letter: number): number {
  let behind = end
  for (let at = from; at < end && bytes[at] !== quote; at++)
    if (bytes[at] === letter) behind = at + 1
  return behind
}

const zero = 0x30
const nine = 0x39
const quote = 0x22
