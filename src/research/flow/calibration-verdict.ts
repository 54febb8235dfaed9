import type { CalibrationError } from '../../forecast/scorecard/calibration-error.ts'

/** Errors below these, as shares, matter to nobody who reads a probability. */
const biasLeast = 0.01
const expectedLeast = 0.02

/** How often the price moved at all, as a share: in the forecasts that are judged, and where the probabilities have it from. */
export interface MoveShares {
  readonly here: number
  readonly trained: number
}

/**
 * What is wrong with probabilities, in one sentence, and where it comes from; null where nothing that matters shows.
 *
 * A rise is a return strictly above zero, so that a price that moves more often than in training rises more often than is
 * told, and falls more often too: the ranking of forecasts is not touched by it.
 */
export function calibrationVerdict(
  { expected, byChance, bias, largest }: CalibrationError,
  moves: MoveShares,
): string | null {
  if (largest === null || bias.value === null || expected.value === null) return null
  const isBiased = isBeside(bias.low, bias.high) && Math.abs(bias.value) >= biasLeast
  const isOff = (expected.low ?? 0) > byChance && expected.value >= expectedLeast
  if (!isBiased && !isOff) return null
  const { predicted, observed, low, high } = largest
  const worst = `at worst ${points(predicted)} % was told where ${points(observed)} % rose (${points(low)} to ${points(high)})`
  if (!isBiased) {
    return `Its probabilities are off by ${points(expected.value)} points on average, some too high and others too low (${worst}): they rank forecasts, and are no odds.`
  }
  const size = `${points(Math.abs(bias.value))} points too ${bias.value < 0 ? 'low' : 'high'} on average`
  return `Its probabilities of a rise are ${size} (${worst}): they rank forecasts, and are no odds.${cause(bias.value, moves)}`
}

/** Half of what the share of moves differs by: as many of these rise as fall. */
function cause(bias: number, { here, trained }: MoveShares): string {
  const owed = (trained - here) / 2
  if (Math.sign(owed) !== Math.sign(bias) || Math.abs(owed) < Math.abs(bias) / 2) return ''
  return ` Most of that is that the price moved at all in ${points(here)} % of these and in ${points(trained)} % of the first training rows, whose share is kept: one that follows would rank forecasts by how often the price moves, which is no direction.`
}

function isBeside(low: number | null, high: number | null): boolean {
  return low !== null && high !== null && (low > 0 || high < 0)
}

function points(share: number): string {
  return (100 * share).toFixed(1)
}
