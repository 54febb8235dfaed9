import { add, at, BYTES, mul, put, sub } from './lanes.as'

/**
 * The transform of two series side by side (a lane each), in place: `complexFourier` without its first step, the
 * exchange of places, which whoever writes the entries does.
 *
 * @param re, im  `size` entries of two lanes
 * @param stages  cosines, then -sines of every stage, `half` numbers each
 */
export function transformTwo(re: usize, im: usize, size: i32, stages: usize): void {
  const end = <usize>size * BYTES
  // The first stage turns by nothing.
  for (let entry: usize = 0; entry < end; entry += 2 * BYTES) {
    turnNothing(re + entry, re + entry + BYTES)
    turnNothing(im + entry, im + entry + BYTES)
  }
  let table = stages + 16
  for (let half = 2; half < size; half *= 2) {
    const span = <usize>half * BYTES
    const sines = table + ((<usize>half) << 3)
    for (let start: usize = 0; start < end; start += 2 * span) {
      for (let k: usize = 0; k < <usize>half; k++) {
        const cosine = v128.load64_splat(table + (k << 3))
        const sine = v128.load64_splat(sines + (k << 3))
        const upper = start + k * BYTES
        const lower = upper + span
        const lowerRe = at(re + lower)
        const lowerIm = at(im + lower)
        const turnedRe = sub(mul(lowerRe, cosine), mul(lowerIm, sine))
        const turnedIm = add(mul(lowerRe, sine), mul(lowerIm, cosine))
        const upperRe = at(re + upper)
        const upperIm = at(im + upper)
        put(re + lower, sub(upperRe, turnedRe))
        put(im + lower, sub(upperIm, turnedIm))
        put(re + upper, add(upperRe, turnedRe))
        put(im + upper, add(upperIm, turnedIm))
      }
    }
    table = sines + ((<usize>half) << 3)
  }
}

// @ts-ignore: decorator
@inline function turnNothing(upper: usize, lower: usize): void {
  const a = at(upper)
  const b = at(lower)
  put(upper, add(a, b))
  put(lower, sub(a, b))
}
