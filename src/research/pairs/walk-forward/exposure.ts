import { leastSquares } from '../../../econometrics/regression/least-squares.ts'
import { normalQuantile } from '../../../math/distributions/normal.ts'
import { dailyReturns } from '../../../performance/daily-returns.ts'
import type { Interval } from '../backtest-result.ts'
import { notionalOf } from '../trading/book.ts'
import type { BookDriver } from '../trading/book-driver.ts'
import type { ExposureFigures } from '../walk-forward-result.ts'

/** Exposure as it is gathered close by close. */
export interface ExposureTally {
  closes: number
  gross: number
  maxGross: number
  maxCoin: number
  maxCoinName: string | null
  positions: number
  /** Signed sum, and sum and largest of sizes, of what moves with the factor. */
  factor: number
  absoluteFactor: number
  maxAbsoluteFactor: number
}

/** Before the first close. */
export function newTally(): ExposureTally {
  return {
    closes: 0,
    gross: 0,
    maxGross: 0,
    maxCoin: 0,
    maxCoinName: null,
    positions: 0,
    factor: 0,
    absoluteFactor: 0,
    maxAbsoluteFactor: 0,
  }
}

/** Takes in what the book holds at a close. */
export function tallyClose(
  tally: ExposureTally,
  { book, traders, terms }: BookDriver,
  betas: ReadonlyMap<string, number>,
): void {
  const coins = new Map<string, number>()
  let gross = 0
  let factor = 0
  for (const holding of book.holdings.values()) {
    const { name, base } = holding.market.bars.instrument
    const notional = notionalOf(holding) / terms.capital
    gross += Math.abs(notional)
    factor += notional * (betas.get(name) ?? 0)
    coins.set(base, (coins.get(base) ?? 0) + notional)
  }
  for (const [coin, notional] of coins) {
    if (Math.abs(notional) <= tally.maxCoin) continue
    tally.maxCoin = Math.abs(notional)
    tally.maxCoinName = coin
  }
  tally.closes++
  tally.gross += gross
  tally.maxGross = Math.max(tally.maxGross, gross)
  for (const { position } of traders.values()) if (position !== undefined) tally.positions++
  tally.factor += factor
  tally.absoluteFactor += Math.abs(factor)
  tally.maxAbsoluteFactor = Math.max(tally.maxAbsoluteFactor, Math.abs(factor))
}

/** The figures of a tally, with how daily gains really moved with the factor. */
export function exposureFigures(
  tally: ExposureTally,
  factor: {
    readonly name: string | null
    /** Closes of the calendar, equity and the factor's price there. */
    readonly closes: Float64Array
    readonly equity: Float64Array
    readonly prices: Float64Array
    readonly capital: number
  },
): ExposureFigures {
  const share = (sum: number): number => (tally.closes === 0 ? 0 : sum / tally.closes)
  const hasFactor = factor.name !== null
  const realised = hasFactor ? realisedBeta(factor) : undefined
  return {
    meanGross: share(tally.gross),
    maxGross: tally.maxGross,
    maxCoin: tally.maxCoin,
    maxCoinName: tally.maxCoinName,
    meanPositions: share(tally.positions),
    factor: factor.name,
    meanFactor: hasFactor ? share(tally.factor) : null,
    meanAbsoluteFactor: hasFactor ? share(tally.absoluteFactor) : null,
    maxAbsoluteFactor: hasFactor ? tally.maxAbsoluteFactor : null,
    realisedBeta: realised?.beta ?? null,
    realisedBetaInterval: realised?.interval ?? null,
  }
}

/** The slope of daily gains on the factor's daily log returns, errors robust to changing variance (HC1). */
function realisedBeta({
  closes,
  equity,
  prices,
  capital,
}: {
  readonly closes: Float64Array
  readonly equity: Float64Array
  readonly prices: Float64Array
  readonly capital: number
}): { readonly beta: number; readonly interval: Interval } | undefined {
  const gains = dailyReturns(closes, equity, capital)
  const returns = dailyReturns(closes, prices.map(Math.log), 1)
  // The first day has no day before it to count the factor's return from; before it was listed there is none either.
  const isKnown = (_: number, day: number): boolean => day > 0 && Number.isFinite(returns[day]!)
  const known = gains.filter(isKnown)
  if (known.every((gain) => gain === 0)) return undefined
  const fit = leastSquares(known, [returns.filter(isKnown)], { errors: 'hc1' })
  if (fit.kind === 'unavailable') return undefined
  const beta = fit.value.coefficients[0]!
  const reach = normalQuantile(0.975) * fit.value.standardErrors[0]!
  return { beta, interval: { low: beta - reach, high: beta + reach } }
}
