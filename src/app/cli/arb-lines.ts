import { commonMoney, type CommonMoney } from '../../core/common-money.ts'
import type {
  ArbitrageScanResult,
  FoundOpportunity,
  SummaryInUsd,
} from '../../research/arbitrage/scan-result.ts'
import { count, counted, decimal, money, percent } from './format.ts'
import { alignedTable } from './output.ts'

/** A scan for people: pairs of venues, what was not used, one line at the end. */
export function scanLines(result: ArbitrageScanResult): string[] {
  const { summary } = result
  return [
    ...pairLines(result),
    ...cycleLines(result),
    ...hourLines(result),
    ...faultLines(result),
    ...captureLines(result),
    ...summary.notes.map((note) => `note: ${note}`),
    conclusionOf(result),
  ]
}

const rowsMost = 20

const pairColumns = [
  'asset',
  'class',
  'buy at',
  'sell at',
  'times',
  'seconds',
  'best bps',
  'best profit',
  'profit',
  'captured',
]

/**
 * What was found between two venues, whatever the instruments: what is best comes first, in dollars where profits are in
 * several currencies; those whose worth is not known stay together.
 */
function pairLines({ opportunities, summary: { inUsd = null } }: ArbitrageScanResult): string[] {
  const pairs = new Map<string, FoundOpportunity[]>()
  for (const each of opportunities) {
    const of = each.kind === 'basis' ? 'basis' : each.class
    const key = `${each.base}-${each.quote}\n${of}\n${each.buyVenue}\n${each.sellVenue}`
    const known = pairs.get(key)
    if (known === undefined) pairs.set(key, [each])
    else known.push(each)
  }
  if (pairs.size === 0) return []
  const common = commonMoney(opportunities)
  const rows = [...pairs]
    .map(([key, found]) => ({ key, found, ...bestOf(found, common) }))
    .toSorted(
      (a, b) =>
        (common === undefined ? compare(a.found[0]!.quote, b.found[0]!.quote) : 0) ||
        b.worth - a.worth ||
        b.bps - a.bps,
    )
  const table = alignedTable(
    [...pairColumns, ...(inUsd === null ? [] : ['profit, USD'])],
    rows
      .slice(0, rowsMost)
      .map(({ key, found, profit, bps }) => [
        ...key.split('\n'),
        count(found.length),
        decimal(openMs(found) / 1_000, 3),
        decimal(bps, 2),
        ...(found.every((each) => each.indicative)
          ? ['–', '–']
          : [money(profit), money(profitOf(found))]),
        found.some((each) => each.captured !== null)
          ? money(found.reduce((sum, each) => sum + (each.captured?.profitQuote ?? 0), 0))
          : '–',
        ...(inUsd === null || common === undefined
          ? []
          : [money(found.reduce((sum, each) => sum + common.of(each, each.profitQuote ?? 0), 0))]),
      ]),
  )
  const left = rows.length - rowsMost
  const more = `and ${counted(left, 'pair')} of venues more, each of less profit at its best: --json has them all`
  return [table, ...(left > 0 ? [more] : []), ...moneyLine(opportunities, inUsd), '']
}

/** In what profits of several currencies are compared. */
function moneyLine(
  opportunities: readonly FoundOpportunity[],
  inUsd: SummaryInUsd | null,
): string[] {
  const quotes = [...new Set(opportunities.map(({ quote }) => quote))].toSorted()
  if (quotes.length < 2) return []
  if (inUsd === null)
    return [
      `profits in ${quotes.join(', ')} are not compared with one another: no spot book tells what one is worth in USD`,
    ]
  const rates = Object.entries(inUsd.rates)
    .filter(([quote]) => quote !== 'USD')
    .map(([quote, { least, most }]) => {
      const upTo = most > least ? ` to ${decimal(most, 5)}` : ''
      return `1 ${quote} = ${decimal(least, 5)}${upTo}`
    })
  return [`compared in USD, at what spot books said when each began: ${rates.join(', ')}`]
}

function bestOf(
  found: readonly FoundOpportunity[],
  common: CommonMoney | undefined,
): { readonly profit: number; readonly worth: number; readonly bps: number } {
  const profits = found.map((each) => each.profitQuote ?? 0)
  return {
    profit: Math.max(...profits),
    worth: Math.max(...found.map((each, at) => common?.of(each, profits[at]!) ?? profits[at]!)),
    bps: Math.max(...found.map((each) => each.peakBps)),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function profitOf(found: readonly FoundOpportunity[]): number {
  return found.reduce((sum, each) => sum + (each.profitQuote ?? 0), 0)
}

/** While at least one of them was open. @param found by start */
function openMs(found: readonly FoundOpportunity[]): number {
  let [sum, until] = [0, -Infinity]
  for (const { startTime, endTime } of found) {
    sum += Math.max(0, endTime - Math.max(startTime, until))
    until = Math.max(until, endTime)
  }
  return sum
}

function cycleLines({ cycles }: ArbitrageScanResult): string[] {
  if (cycles.length === 0) return []
  const best = cycles.toSorted((a, b) => b.netBps - a.netBps).slice(0, 5)
  return [
    alignedTable(
      ['way round', 'kind', 'bps', 'ms', 'profit', 'in'],
      best.map(({ legs, kind, netBps, durationMs, profitQuote, quote }) => [
        legs.map(({ venue, symbol, side }) => `${side} ${venue}:${symbol}`).join(', '),
        kind,
        decimal(netBps, 2),
        decimal(durationMs, 3),
        money(profitQuote),
        quote,
      ]),
    ),
    '',
  ]
}

function hourLines({ hours }: ArbitrageScanResult): string[] {
  if (hours === null || hours.length === 0) return []
  return [
    alignedTable(
      ['hour (UTC)', 'times', 'seconds', 'best bps', 'mean bps'],
      hours.map((hour) => [
        new Date(hour.time).toISOString().slice(0, 13).replace('T', ' '),
        count(hour.count),
        decimal(hour.durationMs / 1_000, 1),
        decimal(hour.bestBps, 2),
        decimal(hour.meanBps, 2),
      ]),
    ),
    '',
  ]
}

function faultLines({ summary: { faults } }: ArbitrageScanResult): string[] {
  if (faults.length === 0) return []
  const rows = faults.slice(0, rowsMost).map((fault) => {
    switch (fault.kind) {
      case 'different-assets':
        return [
          'different assets',
          `${fault.base} at ${fault.buyVenue} and ${fault.sellVenue}`,
          count(fault.count),
          `ratio ${decimal(fault.ratio, 3)}`,
        ]
      case 'multiplier':
        return ['multiplier', `${fault.multiple} beside ${fault.base}`, count(fault.count), '']
      case 'stale':
      case 'crossed':
      case 'distrusted':
        return [
          fault.kind,
          `${fault.venue}:${fault.symbol} ${fault.class}`,
          count(fault.count),
          `${decimal(fault.durationMs / 1_000, 3)} s`,
        ]
    }
  })
  return [alignedTable(['not used', 'what', 'times', ''], rows), '']
}

function captureLines({ summary: { capture, life } }: ArbitrageScanResult): string[] {
  const lines: string[] = []
  if (life.count > 0) {
    const median =
      life.medianMs === null ? 'beyond the longest end' : `${decimal(life.medianMs, 3)} ms`
    lines.push(`life: median ${median} of ${count(life.count)}, ${count(life.censored)} cut off`)
  }
  if (capture !== null && capture.probability !== null) {
    const { value, low, high } = capture.probability
    lines.push(
      `captured whole: ${percent(value)} (${percent(low)} to ${percent(high)}) of ${count(capture.attempts)}; in part ${count(capture.partial)}, not at all ${count(capture.none)}`,
    )
  }
  return lines
}

function conclusionOf({ summary, events, venues, opportunities }: ArbitrageScanResult): string {
  const over = `${count(events)} rows of ${counted(venues.length, 'venue')}`
  if (opportunities.length === 0) return `Nothing above the least edge after fees, in ${over}.`
  const clusters = counted(summary.clusters.count, 'cluster')
  const profits = Object.entries(summary.clusters.profitQuote)
    .map(([quote, profit]) => `${money(profit)} ${quote}`)
    .join(', ')
  const { inUsd = null } = summary
  const together = inUsd === null ? '' : ` (${money(inUsd.clusterProfit)} USD together)`
  const what = `${count(summary.count)} ${summary.count === 1 ? 'opportunity' : 'opportunities'} in ${clusters}`
  return summary.indicative === summary.count
    ? `${what}, all indicative (no quantities), in ${over}.`
    : `${what} worth ${profits}${together} at best if each had been taken at once, in ${over}.`
}
