import { invariant } from '../invariant.ts'

/** `size` points of the unit circle, equally spaced from angle 0 on, counter-clockwise. */
export interface UnitCircle {
  readonly cosines: Float64Array
  readonly sines: Float64Array
}

/**
 * cos(2 pi k / size) and sin(2 pi k / size), k = 0 .. size - 1, each within one unit in the last place.
 *
 * Every angle is brought into the first eighth of the circle before its cosine is taken: 2 pi k / size itself is rounded,
 * and near the full turn that would cost four digits' worth of units. Quarters come out as exactly 0 and +-1.
 *
 * @param size a multiple of 8, or 1, 2 or 4
 */
export function unitCircle(size: number): UnitCircle {
  invariant(
    Number.isInteger(size) && size >= 1 && (size % 8 === 0 || [1, 2, 4].includes(size)),
    `a circle of ${size} points has no eighths`,
  )
  const cosines = new Float64Array(size)
  const sines = new Float64Array(size)
  for (let k = 0; k < size; k++) {
    const [cosine, sine] = firstQuarter((4 * k) % size, size)
    // Adding 0 turns a negative zero into a zero.
    switch (Math.floor((4 * k) / size)) {
      case 0:
        cosines[k] = cosine
        sines[k] = sine
        break
      case 1:
        cosines[k] = 0 - sine
        sines[k] = cosine
        break
      case 2:
        cosines[k] = 0 - cosine
        sines[k] = 0 - sine
        break
      default:
        cosines[k] = sine
        sines[k] = 0 - cosine
    }
  }
  return { cosines, sines }
}

/** Cosine and sine of the angle that is `part / size` of a quarter turn. */
function firstQuarter(part: number, size: number): readonly [number, number] {
  if (2 * part > size) {
    const [sine, cosine] = firstQuarter(size - part, size)
    return [cosine, sine]
  }
  const angle = ((Math.PI / 2) * part) / size
  return [Math.cos(angle), Math.sin(angle)]
}
