import { readSteps } from '../../core/decimal-steps.ts'
import type { Part } from '../part.ts'
import type { Reading } from '../reading.ts'
import type { Hole } from '../scan.ts'
import { slot } from '../slots.ts'

/** First update id the message holds; of several lists in a message, the first list's. */
export const first: Part = idPart('first', (reading, id) => {
  if (Number.isNaN(reading.numbers[slot.first]!)) reading.numbers[slot.first] = id
})

/** Last update id the message holds, or its number in the connection. */
export const last: Part = idPart('last', (reading, id) => {
  reading.numbers[slot.last] = id
})

/** Last update id before the message, which repeats it. */
export const previous: Part = previousOr(undefined)

/** The same where a message with nothing before it says so by a number: -1, 0. */
export function previousOr(none: number | undefined): Part {
  const part = idPart('previous', (reading, id) => {
    const isFirst = Number.isNaN(reading.numbers[slot.previous]!)
    if (isFirst && id !== none) reading.numbers[slot.previous] = id
  })
  if (none === undefined) return part
  return {
    ...part,
    template: [part.read],
    write(writing) {
      if (!part.write(writing)) writing.text += String(none)
      return true
    },
  }
}

/** How a venue writes the checksum of its book: as CRC-32 is, or as those bits are in a signed number. */
export type ChecksumFormat = 'unsigned' | 'unsigned text' | 'signed' | 'signed, 0 for none'

/** Checksum of the book after the message. */
export function checksum(format: ChecksumFormat): Part {
  const isSigned = format !== 'unsigned' && format !== 'unsigned text'
  const [least, most] = isSigned ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1]
  const hasNone = format === 'signed, 0 for none'
  const read: Hole = (reading) => {
    const value = readInteger(reading)
    if (Number.isNaN(value)) return false
    if (value < least || value > most) return reading.failAtScalar('a checksum of 32 bits')
    reading.numbers[slot.checksum] = hasNone && value === 0 ? NaN : value >>> 0
    return true
  }
  return {
    template: [read],
    read,
    write(writing) {
      const { checksum: value } = writing.sequence
      if (Number.isNaN(value) && !hasNone) return false
      const text = String(isSigned ? value | 0 : value)
      writing.text += format === 'unsigned text' ? `"${text}"` : text
      return true
    },
  }
}

/** Reads a whole number, bare or in quotes; NaN and a fault when there is none that a double can count. */
function readInteger(reading: Reading): number {
  if (!reading.scalar()) return NaN
  const value = readSteps(reading.source, reading.from, reading.to, one)
  if (Number.isNaN(value)) reading.failAtScalar('a whole number below 2^53')
  return value
}

const one = { units: 1, decimals: 0 }

function idPart(
  name: 'first' | 'last' | 'previous',
  note: (reading: Reading, id: number) => void,
): Part {
  return {
    template: [{ slot: slot[name], scale: 1 }],
    read(reading) {
      const id = readInteger(reading)
      if (Number.isNaN(id)) return false
      note(reading, id)
      return true
    },
    write(writing) {
      const id = writing.sequence[name]
      if (Number.isNaN(id)) return false
      writing.text += String(id)
      return true
    },
  }
}
