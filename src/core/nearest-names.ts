/** Names that are shown to somebody who misspelt one. */
const namesMost = 3

/**
 * The names that are most like one that is not among them: those it is a part of, or that are a part of it, before those
 * with the fewest letters added, left out or changed (Levenshtein 1966), capitals being no difference; of equals the one
 * listed first.
 *
 * @returns none where there are none
 * @example
 * nearestNames('bookdepht', ['bookDepth', 'notional', 'side', 'seed'])[0] // => 'bookDepth'
 */
export function nearestNames(wanted: string, names: readonly string[]): readonly string[] {
  const different = [...new Set(names)]
  const near = different.map((name) => ({ name, apart: apartness(wanted, name) }))
  return near
    .toSorted((a, b) => a.apart - b.apart)
    .slice(0, namesMost)
    .map(({ name }) => name)
}

/** The same in words, to end a sentence with: `; nearest are A, B and C`. */
export function nearestInWords(wanted: string, names: readonly string[]): string {
  const nearest = nearestNames(wanted, names)
  if (nearest.length === 0) return '; there are none'
  if (nearest.length === 1) return `; nearest is ${nearest[0]}`
  return `; nearest are ${nearest.slice(0, -1).join(', ')} and ${nearest.at(-1)}`
}

/** Is one the other misspelt: other capitals, or two letters added, left out or changed at most? */
export function isMisspelt(one: string, other: string): boolean {
  return one !== other && editsBetween(one.toLowerCase(), other.toLowerCase()) <= 2
}

function apartness(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  const isPart = a !== '' && b !== '' && (a.includes(b) || b.includes(a))
  return isPart ? 1 : editsBetween(a, b)
}

function editsBetween(a: string, b: string): number {
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let at = 1; at <= b.length; at++) {
      const changed = last[at - 1]! + (a[row - 1] === b[at - 1] ? 0 : 1)
      next.push(Math.min(changed, last[at]! + 1, next[at - 1]! + 1))
    }
    last = next
  }
  return last[b.length]!
}
