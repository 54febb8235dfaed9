/**
 * Where everything lies, and what is to be done: written by src/app/kernels/screen-memory.ts, in this order, read here.
 * Addresses are bytes from the start of memory; every one of them is a multiple of 16.
 */
@unmanaged
export class Layout {
  // Numbers first: eight bytes each.
  marginFactor: f64
  unexplainedMin: f64
  unexplainedChangesMin: f64
  searchPivotMin: f64
  regressionPivotMin: f64
  rankPivotMin: f64

  rows: i32
  series: i32
  /** Blocks of four series. */
  blocks: i32
  maxLags: i32
  /** 1 where the mean is removed. */
  centred: i32
  /** 1 where a criterion chooses among orders. */
  searches: i32
  /** Entries of a transform, changes of its own in a piece, pieces of a series, frequencies. */
  size: i32
  core: i32
  pieces: i32
  frequencies: i32

  /** Series after series, as they were given. */
  levels: usize
  /** Block by block, row by row, four series side by side; about their means where those are removed. */
  packed: usize
  /** Frequency by frequency, block by block: for each piece a row of four real parts, a row of four imaginary ones. */
  short: usize
  long: usize
  /** Of the transform: cosine and -sine of a stage one after the other, stage after stage; reversed places (u32). */
  stages: usize
  places: usize
  /** Weights that lead from frequencies 0 .. size / 4 back to lags, a row a lag. */
  cosines: usize
  sines: usize
  /** exp(penalty k / n), a number an order. */
  penalties: usize

  /** Of single series: maxLags + 1 lagged products, sum of squares, sum. */
  products: usize
  squares: usize
  sums: usize
  /** The first and last maxLags + 2 levels, the last one first. */
  heads: usize
  tails: usize

  // The answers.
  statistic: usize
  lags: usize
  hedgeRatio: usize
  unexplained: usize
  phi: usize
  doubtful: usize
  largerEigenvalue: usize
  smallerEigenvalue: usize
  rankDoubtful: usize
}

/** Bytes of the record, so that who writes it can see that both mean the same. */
export function layoutBytes(): i32 {
  return <i32>offsetof<Layout>()
}
