import { normalQuantile } from '../../math/distributions/normal.ts'
import { coefficientWords, readCoefficient, withoutSignOfZero } from './coefficient-reading.ts'
import type { FlowEvaluation } from './flow-result.ts'

type Judged = Pick<
  FlowEvaluation,
  'outOfSample' | 'horizonSeconds' | 'detectableInformationCoefficient' | 'costs'
>

/**
 * The conclusion in one sentence: whether it forecasts, by how much, and at what fee that would pay, and whom. A second one
 * where it ranks returns and tells their size worse than nothing would.
 */
export function flowVerdict(result: Judged): string {
  const { r2, informationCoefficient: ic } = result.outOfSample
  const isWrongSize = ic.low !== null && ic.low > 0 && r2.high !== null && r2.high < 0
  const size = isWrongSize
    ? ` The sizes of moves that it tells are worse than none at all (R2 ${r2.value?.toFixed(2)}): only its ranks are of use.`
    : ''
  return `${conclusion(result)}${size}`
}

function conclusion(result: Judged): string {
  const { informationCoefficient: ic } = result.outOfSample
  const over = `the next ${result.horizonSeconds} s`
  const least = result.detectableInformationCoefficient
  const words = coefficientWords(ic, least)
  switch (readCoefficient(ic, least)) {
    case 'unknown':
      return `These data do not say whether flow forecasts ${over}: ${ic.value === null ? 'the forecasts do not vary, or the price does not' : 'there are too few for an interval'}.`
    case 'shown':
      return `Flow forecasts ${over} (${words.told}${leastWords(least, words.least)}), ${payment(result)}${dearWords(result.costs)}.`
    case 'weak':
      return `Flow may forecast ${over}, and these data are too few to be sure: ${words.told} is above zero, but below ${words.least}, the least that so many independent samples show reliably; of what is found below that much is luck, and whether it pays cannot be concluded.`
    case 'none':
      return `No forecast of ${over} is shown: ${words.told} is not told from zero; one of ${words.least} or more, the least that so many independent samples show reliably, is excluded, and whether there is a smaller one these data do not say.`
    case 'open':
      return `No forecast of ${over} is shown: ${words.told} is not told from zero${dependence(ic.value, least, words.least)}, and one up to ${words.high} is not excluded: it takes more data to say.`
    case 'reversed':
      return `No forecast of ${over} is shown: ${words.told} is below zero, so that it ranked returns the wrong way round${isSmall(ic.value, least) ? ', by so little that it may be luck' : ''}.`
  }
}

function leastWords(least: number | null, shown: string): string {
  return least === null ? '' : `, where ${shown} is the least that is shown reliably`
}

/** Samples that do not overlap may depend on one another all the same: then the interval is the wider of the two. */
function dependence(value: number | null, least: number | null, shown: string): string {
  return value !== null && least !== null && value >= least
    ? ` (it is not below ${shown}, which as many samples would show if they had nothing to do with one another; these have)`
    : ''
}

function isSmall(value: number | null, least: number | null): boolean {
  return value !== null && least !== null && -value < least
}

/** Nothing is concluded from fewer. */
const tradesLeast = 100

function payment({ costs }: Judged): string {
  const tenth = worthOf(costs, 0.1)
  if (tenth === undefined || tenth.trades < tradesLeast)
    return 'too seldom strongly for a fee to be named at which it would pay'
  const spread =
    costs.halfSpreadBps === null ? 'before the spread, which is not known' : 'after half the spread'
  const told = `${bps(tenth.value)} bps a side ${spread} (${bps(tenth.low)} to ${bps(tenth.high)})`
  if (tenth.low > 0) {
    return `and its strongest tenth would pay below a fee of ${told}: ${payers(tenth.value)}`
  }
  const rest = hundredthWords(worthOf(costs, 0.01))
  return tenth.high <= 0
    ? `and its strongest tenth pays no taker at any fee: it is worth ${told}${rest}`
    : `and whether its strongest tenth would pay a taker at any fee is not shown: it is worth ${told}${rest}`
}

/**
 * Those few whose expected move exceeds what both sides cost, where they earned: at the highest fee at which that shows, by an
 * interval for as many fees as were tried. It is beside what the strongest tenth is worth, for they are other trades, of
 * storms mostly.
 */
function dearWords({ feeTiers }: Judged['costs']): string {
  const tried = feeTiers.filter(({ latencyMs }) => latencyMs === 0)
  const shown = tried.flatMap(({ takerFeeBps, trades, netBps }) => {
    const net = widened(netBps, tried.length)
    return net !== undefined && trades >= tradesLeast && net.low > 0
      ? [{ takerFeeBps, trades, net }]
      : []
  })
  const dearest = shown.toSorted((one, other) => other.takerFeeBps - one.takerFeeBps)[0]
  if (dearest === undefined) return ''
  const { takerFeeBps, trades, net } = dearest
  return `; other trades, the ${trades} whose forecast alone exceeds what both sides cost at a taker fee of ${takerFeeBps} bps, earned ${bps(net.value)} bps each after that fee (${bps(net.low)} to ${bps(net.high)}, widened because ${tried.length} fees were tried), and at no higher fee is it shown`
}

/** A 95 % interval of one of so many as 95 % hold of all of them (Bonferroni), by the tails of a normal mean. */
function widened(
  { value, low, high }: FlowEvaluation['outOfSample']['r2'],
  tried: number,
): { readonly value: number; readonly low: number; readonly high: number } | undefined {
  if (value === null || low === null || high === null) return undefined
  const by = normalQuantile(1 - 0.025 / tried) / normalQuantile(0.975)
  return { value, low: value - by * (value - low), high: value + by * (high - value) }
}

interface Worth {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly trades: number
}

/** What the strongest forecasts are worth without latency: the fee a side at which nothing is left. */
function worthOf({ halfSpreadBps, breakEven }: Judged['costs'], share: number): Worth | undefined {
  const row = breakEven.find(({ strongest, latencyMs }) => strongest === share && latencyMs === 0)
  const { value, low, high } = row?.grossBps ?? { value: null, low: null, high: null }
  if (row === undefined || value === null || low === null || high === null) return undefined
  const side = (gross: number): number => gross / 2 - (halfSpreadBps ?? 0)
  return { value: side(value), low: side(low), high: side(high), trades: row.trades }
}

function hundredthWords(worth: Worth | undefined): string {
  if (worth === undefined || worth.trades < tradesLeast) return ''
  const { value, low, high, trades } = worth
  if (high <= 0) return '; nor does the strongest hundredth'
  const told = `${bps(value)} bps a side, ${bps(low)} to ${bps(high)}, in ${trades} trades`
  return low > 0
    ? `; the strongest hundredth would pay below its worth (${told})`
    : `; whether the strongest hundredth would is not shown (${told})`
}

function payers(feeBps: number): string {
  if (feeBps < 1) return 'to nobody who pays a taker fee of today'
  if (feeBps < 2) return 'to the largest takers at best'
  return feeBps < 5 ? 'to takers of the best tiers' : 'to ordinary takers'
}

/** Two decimals, and more where these would hide on which side of zero it is. */
function bps(value: number): string {
  const isHidden = (decimals: number): boolean => Number(value.toFixed(decimals)) === 0
  let decimals = 2
  if (value !== 0) while (decimals < 8 && isHidden(decimals)) decimals++
  return withoutSignOfZero(value.toFixed(decimals))
}
