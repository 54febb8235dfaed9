import type { Rows } from './row-matrices.ts'

/**
 * Orthonormal columns that are orthogonal to all columns of a matrix and complete them to a basis.
 *
 * @param matrix k x r as a list of rows, r <= k, of full column rank
 * @returns k x (k - r) as a list of rows; of an empty matrix (r = 0) the identity
 *
 * Gram and Schmidt's way, always with the unit vector that has most left, each projection done twice: orthogonal to
 * rounding. Cost k^3.
 */
export function orthogonalComplement(matrix: Rows): number[][] {
  const size = matrix.length
  const given = matrix[0]?.length ?? 0
  const basis: number[][] = []
  for (let j = 0; j < given; j++) {
    basis.push(
      normalised(
        withoutParts(
          matrix.map((row) => row[j]!),
          basis,
        ),
      ),
    )
  }
  while (basis.length < size) {
    let longest: number[] = []
    for (let i = 0; i < size; i++) {
      const unit = Array.from({ length: size }, (_, row) => (row === i ? 1 : 0))
      const rest = withoutParts(unit, basis)
      if (lengthOf(rest) > lengthOf(longest)) longest = rest
    }
    basis.push(normalised(longest))
  }
  const complement = basis.slice(given)
  return matrix.map((_, i) => complement.map((column) => column[i]!))
}

function withoutParts(vector: readonly number[], basis: readonly (readonly number[])[]): number[] {
  const rest = vector.slice()
  for (const column of [...basis, ...basis]) {
    const part = column.reduce((sum, value, i) => sum + value * rest[i]!, 0)
    for (const [i, value] of column.entries()) rest[i]! -= part * value
  }
  return rest
}

const lengthOf = (vector: readonly number[]): number => Math.hypot(...vector)

function normalised(vector: readonly number[]): number[] {
  const length = lengthOf(vector)
  return vector.map((value) => value / length)
}
