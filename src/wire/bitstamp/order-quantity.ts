import type { Part } from '../part.ts'
import { stepText } from '../parts/decimals.ts'
import { quantity } from '../parts/rows.ts'
import { slot } from '../slots.ts'

const part = quantity(stepText)

/** What is left of an order that is still there. */
export const leftQuantity: Part = {
  ...part,
  write: (writing) => writing.rows.quantity[writing.row]! > 0 && part.write(writing),
}

/** What was left of an order that is gone, which is nothing now. */
export const goneQuantity: Part = {
  read(reading) {
    if (!part.read(reading)) return false
    reading.numbers[slot.quantity] = 0
    return true
  },
  write: (writing) => writing.rows.quantity[writing.row] === 0 && part.write(writing),
}
