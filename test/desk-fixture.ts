import { instantFromMilliseconds } from '../src/core/time.ts'
import type { RadarHistoryParameters } from '../src/protocol/radar-parameters.ts'
import { radarHistory, type ScreenedFormation } from '../src/research/radar/radar-history.ts'
import type { RadarHistoryResult } from '../src/research/radar/radar-history-result.ts'
import type { ScreenResult, ScreenRow } from '../src/research/pairs/screen-result.ts'

// Made-up screens for tests of the desk: the shape and size of real ones, from a seed.

/** Numbers in (0, 1), the same for the same seed. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    // A Weyl sequence through the 32-bit finaliser of MurmurHash3 (Appleby 2011): plenty for a fixture.
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296 + 2 ** -33
  }
}

/** Names of `count` series: the first are coins one knows. */
export function seriesNames(count: number): readonly string[] {
  const coins =
    'BTC ETH SOL BNB XRP ADA DOGE AVAX LINK DOT LTC BCH ATOM NEAR FIL UNI AAVE ARB OP SUI'
  const known = coins.split(' ')
  return Array.from({ length: count }, (_, index) => {
    return `${known[index] ?? `C${String(index + 1).padStart(3, '0')}`}-USDT`
  })
}

/** A screen of `count` series, both directions of every pair, about one pair in forty rejected. */
export function screenFixture(seed: number, count: number): ScreenResult {
  const next = seededNumbers(seed)
  const series = seriesNames(count)
  const pairs: { rows: ScreenRow[]; pValue: number }[] = []
  for (const [index, first] of series.entries()) {
    for (const second of series.slice(index + 1)) {
      const sameGroup = index % 12 === series.indexOf(second) % 12
      const strength = next() < (sameGroup ? 0.25 : 0.004) ? 3 + 5 * next() : 0
      const rows = [row(first, second, strength, next), row(second, first, strength, next)]
      const smaller = Math.min(rows[0]!.pValue, rows[1]!.pValue)
      pairs.push({ rows, pValue: Math.min(1, 2 * smaller) })
    }
  }
  // Benjamini-Hochberg, as in its paper: the running minimum of p m / rank from the largest down.
  const ordered = pairs.toSorted((a, b) => b.pValue - a.pValue)
  let smallest = 1
  const results = ordered.flatMap(({ rows, pValue }, index) => {
    smallest = Math.min(smallest, (pValue * pairs.length) / (pairs.length - index))
    const qValue = smallest
    return rows.map((one) => ({ ...one, qValue, rejected: qValue <= 0.05 }))
  })
  return {
    kind: 'pairs-screen',
    version: 1,
    series,
    timeframe: '1h',
    firstTime: Date.UTC(2024, 0, 1),
    lastTime: Date.UTC(2024, 0, 1) + 999 * 3_600_000,
    log: true,
    trend: 'c',
    unorderedPairs: pairs.length,
    tests: results.length,
    alpha: 0.05,
    fdr: 'bh',
    rejectedPairs: results.filter((one) => one.rejected).length / 2,
    elapsedMs: 41_237.4,
    readMs: 182.25,
    notes: [],
    skipped: [{ series: 'GONE-USDT', reason: '17 rows, a test needs 40' }],
    results: results.toSorted((a, b) => a.pValue - b.pValue),
  }
}

function row(y: string, x: string, strength: number, next: () => number): ScreenRow {
  const statistic = -1.2 - 1.7 * next() - strength * (0.7 + 0.3 * next())
  const reverting = next() > 0.03
  const made = {
    y,
    x,
    statistic,
    // A smooth stand-in for MacKinnon's surface: 0.05 near -3.34, falling e-fold every 0.28.
    pValue: Math.min(0.9999, 0.05 * Math.exp((statistic + 3.34) / 0.28)) * (0.9 + 0.1 * next()),
    qValue: 1,
    lags: Math.floor(next() * 12),
    observations: 1000 - Math.floor(next() * next() * 40),
    hedgeRatio: 0.2 + 1.8 * next(),
    intercept: 4 * next() - 2,
    halfLifeBars: reverting ? 4 + 180 * next() ** 2 : null,
    rSquared: 1 - next() ** 2,
    johansenRank: strength > 0 ? 1 : next() < 0.02 ? 1 : 0,
    rejected: false,
  }
  const corrected = made.halfLifeBars === null ? null : 1.1 * made.halfLifeBars
  return { ...made, halfLifeBarsCorrected: corrected }
}

/** The same screen as drawn universes would have it: half of what tables find stays. */
export function drawnFixture(
  screen: ScreenResult,
  drawn: { readonly universes: number; readonly seed: number },
): ScreenResult {
  const results = screen.results.map((one) => {
    const qValue = Math.min(1, 20 * one.qValue)
    const bootstrapPValue = Math.min(1, 20 * one.pValue)
    const stepdownPValue = Math.max(1 / (drawn.universes + 1), qValue)
    return { ...one, qValue, bootstrapPValue, stepdownPValue, rejected: qValue <= screen.alpha }
  })
  return {
    ...screen,
    results,
    rejectedPairs: results.filter(({ rejected }) => rejected).length / 2,
    null: {
      kind: 'bootstrap',
      scheme: 'wild',
      law: 'rademacher',
      ...drawn,
      asymptoticFalseDiscoveryShare: 0.31,
      elapsedMs: 4_200,
    },
  }
}

const at = (bars: number) => instantFromMilliseconds(Date.UTC(2024, 0, 1) + bars * 3_600_000)

/** A radar over four formations of made-up screens. */
export function historyFixture(
  count: number,
  parameters: RadarHistoryParameters,
): RadarHistoryResult {
  const screened = [1, 2, 3, 1].map((seed, index): ScreenedFormation => {
    const from = index * parameters.stepBars
    return {
      window: {
        index,
        formationFrom: at(from),
        tradingFrom: at(from + parameters.formationBars),
        tradingTo: at(from + parameters.formationBars + parameters.stepBars),
      },
      listed: count,
      screen: screenFixture(seed, count),
    }
  })
  return radarHistory(screened, seriesNames(count), { timeframe: '1h', ...parameters })
}
