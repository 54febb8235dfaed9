import type {
  Formation,
  PairHistory,
  Persistence,
  RadarHistoryParameters,
} from './radar-history-result.ts'

/** Beyond so many formations nothing new is to be seen. */
const lagsMost = 24

/**
 * How many findings are found again, lag by lag.
 *
 *   again_L = sum over k of #{pairs found in k and in k + L}
 *   byChance_L = sum over k of #{pairs found in k and tested in k + L} x found_{k+L} / tested_{k+L}
 *
 * The latter is what the same numbers of pairs, picked blindly in the later formation, would come to.
 */
export function persistenceOf(
  formations: readonly Formation[],
  pairs: readonly PairHistory[],
  parameters: Pick<RadarHistoryParameters, 'formationBars' | 'stepBars' | 'alpha'>,
): Persistence[] {
  const { formationBars, stepBars, alpha } = parameters
  const isFound = (qValue: number | null | undefined): boolean =>
    qValue !== null && qValue !== undefined && qValue <= alpha
  const lags = Math.min(lagsMost, formations.length - 1)
  return Array.from({ length: Math.max(0, lags) }, (_, place) => {
    const lag = place + 1
    let [findings, again, byChance] = [0, 0, 0]
    for (let k = 0; k + lag < formations.length; k++) {
      const later = formations[k + lag]!
      const own = pairs.filter(
        ({ qValues }) => isFound(qValues[k]) && (qValues[k + lag] ?? null) !== null,
      )
      findings += own.length
      again += own.filter(({ qValues }) => isFound(qValues[k + lag])).length
      byChance += later.tested === 0 ? 0 : (own.length * later.found) / later.tested
    }
    return {
      lag,
      sharedBars: Math.max(0, 1 - (lag * stepBars) / formationBars),
      findings,
      again,
      byChance,
    }
  })
}
