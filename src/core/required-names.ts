import { UsageError } from './errors.ts'
import { nearestInWords } from './nearest-names.ts'

/** @throws UsageError naming the first that is not known, and what is most like it */
export function requireNames(
  place: string,
  wanted: Iterable<string>,
  known: readonly string[],
): void {
  const strange = [...wanted].find((name) => !known.includes(name))
  if (strange === undefined) return
  throw new UsageError(`${place}: no ${strange} there${nearestInWords(strange, known)}`)
}

/**
 * The same of what a file says by name: it may say more than is needed, but a name that is not known beside one that it
 * leaves out is that one misspelt.
 *
 * @throws UsageError naming both
 */
export function requireNamesInFile(
  place: string,
  told: Iterable<string>,
  known: readonly string[],
): void {
  const names = new Set(told)
  const lacking = known.filter((name) => !names.has(name))
  const strange = [...names].find((name) => !known.includes(name))
  if (strange === undefined || lacking.length === 0) return
  throw new UsageError(
    `${place}: no ${strange} there, and nothing said of ${lacking[0]}${nearestInWords(strange, known)}`,
  )
}
