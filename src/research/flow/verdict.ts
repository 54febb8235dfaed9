import type { FlowEvaluation } from './flow-result.ts'

/** The conclusion in one sentence: whether it forecasts, by how much, and at what fee that would pay, and whom. */
export function flowVerdict(
  result: Pick<
    FlowEvaluation,
    | 'outOfSample'
    | 'horizonSeconds'
    | 'breakEvenFeeBps'
    | 'detectableInformationCoefficient'
    | 'costs'
    | 'model'
  >,
): string {
  const { informationCoefficient: ic } = result.outOfSample
  const over = `the next ${result.horizonSeconds} s`
  const least = result.detectableInformationCoefficient
  const told = `information coefficient ${shown(ic.value, 3)} (${shown(ic.low, 3)} to ${shown(ic.high, 3)})`
  if (ic.value === null || ic.low === null) {
    return `These data do not say whether flow forecasts ${over}: the forecasts do not vary.`
  }
  if (ic.low <= 0) {
    return `No forecast of ${over} can be shown: ${told}, where ${shown(least, 3)} is the least that so many independent samples show.`
  }
  return `Flow forecasts ${over} a little (${told}), ${payment(result)}.`
}

function payment({ breakEvenFeeBps, costs }: Parameters<typeof flowVerdict>[0]): string {
  const strongest = costs.breakEven.find((row) => row.strongest === 0.1 && row.latencyMs === 0)
  if (breakEvenFeeBps === null || strongest?.grossBps.low === null || strongest === undefined) {
    return 'too seldom strongly for a fee to be named at which it would pay'
  }
  const spread =
    costs.halfSpreadBps === null ? 'before the spread, which is not known' : 'after half the spread'
  if (breakEvenFeeBps <= 0) {
    return `and no taker could live on it at any fee: its strongest tenth is worth ${shown(breakEvenFeeBps, 2)} bps a side ${spread}`
  }
  const who =
    breakEvenFeeBps < 1
      ? 'to nobody who pays a taker fee of today'
      : breakEvenFeeBps < 2
        ? 'to the largest takers at best'
        : breakEvenFeeBps < 5
          ? 'to takers of the best tiers'
          : 'to ordinary takers'
  const [low, high] = [strongest.grossBps.low / 2, strongest.grossBps.high! / 2].map(
    (bps) => bps - (costs.halfSpreadBps ?? 0),
  )
  return `and its strongest tenth would pay below a fee of ${shown(breakEvenFeeBps, 2)} bps a side ${spread} (${shown(low!, 2)} to ${shown(high!, 2)}): ${who}`
}

function shown(value: number | null, decimals: number): string {
  return value === null ? 'unknown' : value.toFixed(decimals)
}
