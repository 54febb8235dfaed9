import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { rankTolerance } from '../../math/qr.ts'

/**
 * The triangle R and Q'y of a regression that grows by rows, kept by Givens rotations.
 *
 * A row [x', y] is turned into R one column at a time; what is left of y is its recursive residual,
 * (y - x'b) / sqrt(1 + x' (R'R)^-1 x) with the b of the rows before. Nothing is inverted and nothing subtracted, so that
 * ten thousand rows leave the last digits only. Source: Gentleman (1973); Golub and Van Loan (2013), section 6.5.3.
 */
export class GrowingTriangle {
  readonly #triangle: Matrix
  readonly #turned: Float64Array
  /** Norm of each column so far, squared: what a pivot is small against. */
  readonly #squares: Float64Array
  readonly #row: Float64Array

  constructor(columns: number) {
    this.#triangle = zeroMatrix(columns, columns)
    this.#turned = new Float64Array(columns)
    this.#squares = new Float64Array(columns)
    this.#row = new Float64Array(columns)
  }

  /** Takes in a row of the columns and y; returns what the rotations leave of y. */
  add(columns: readonly Float64Array[], at: number, y: number): number {
    const { data, rows: size } = this.#triangle
    const row = this.#row
    for (let j = 0; j < size; j++) {
      row[j] = columns[j]![at]!
      this.#squares[j]! += row[j]! * row[j]!
    }
    let left = y
    for (let i = 0; i < size; i++) {
      if (row[i] === 0) continue
      const pivot = data[i * size + i]!
      const radius = Math.hypot(pivot, row[i]!)
      const cosine = pivot / radius
      const sine = row[i]! / radius
      data[i * size + i] = radius
      for (let j = i + 1; j < size; j++) {
        const above = data[j * size + i]!
        data[j * size + i] = cosine * above + sine * row[j]!
        row[j] = cosine * row[j]! - sine * above
      }
      const above = this.#turned[i]!
      this.#turned[i] = cosine * above + sine * left
      left = cosine * left - sine * above
    }
    return left
  }

  /** Whether the rows so far determine every coefficient, by the tolerance of `factorQr`. */
  isDetermined(): boolean {
    const { data, rows: size } = this.#triangle
    return this.#squares.every((square, j) => {
      return Math.abs(data[j * size + j]!) > rankTolerance * Math.sqrt(square)
    })
  }

  /** The coefficients of all rows so far. */
  coefficients(): Float64Array {
    return this.#solved(this.#turned)
  }

  /** Square roots of the diagonal of (X'X)^-1. */
  deviations(): Float64Array {
    const { rows: size } = this.#triangle
    const sums = new Float64Array(size)
    for (let j = 0; j < size; j++) {
      const column = this.#solved(new Float64Array(size).with(j, 1))
      for (let i = 0; i < size; i++) sums[i]! += column[i]! * column[i]!
    }
    return sums.map(Math.sqrt)
  }

  #solved(right: Float64Array): Float64Array {
    const { data, rows: size } = this.#triangle
    const solution = right.slice()
    for (let j = size - 1; j >= 0; j--) {
      solution[j]! /= data[j * size + j]!
      for (let i = 0; i < j; i++) solution[i]! -= solution[j]! * data[j * size + i]!
    }
    return solution
  }
}
