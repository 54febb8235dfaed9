import type { Formation, PairHistory, Persistence } from './radar-history-result.ts'

/** One sober sentence: how much was found, and how much of it is still found where nothing is shared. */
export function historyConclusion(
  formations: readonly Formation[],
  pairs: readonly PairHistory[],
  persistence: readonly Persistence[],
): string {
  const findings = formations.reduce((sum, { found }) => sum + found, 0)
  const tested = formations.reduce((sum, one) => sum + one.tested, 0)
  if (findings === 0) {
    return `Of ${tested} tests of pairs in ${formations.length} formations none finds a relation.`
  }
  const [longest] = pairs.toSorted((a, b) => b.longestRun - a.longestRun)
  const what = `${findings} findings of ${pairs.length} pairs in ${formations.length} formations`
  const stay =
    longest === undefined || longest.longestRun < 2
      ? 'none in two formations in a row'
      : `the longest, ${longest.y} on ${longest.x}, for ${longest.longestRun} in a row`
  return `${what}; ${stay}.${apartWords(persistence)}`
}

/** The first lag at which formations share no bar: what is found again there is more than the same bars seen twice. */
function apartWords(persistence: readonly Persistence[]): string {
  const apart = persistence.find(({ sharedBars }) => sharedBars === 0)
  if (apart === undefined || apart.findings === 0) {
    return ' The data are too short for formations that share no bar.'
  }
  const { again, byChance, findings, lag } = apart
  const share = (count: number): string => `${((100 * count) / findings).toFixed(1)} %`
  return ` Of ${findings} findings tested again ${lag} formations later, where no bar is shared, ${again} (${share(again)}) are found again; blind picks would give ${byChance.toFixed(1)} (${share(byChance)}).`
}
