import { commonMoney } from '../../core/common-money.ts'
import { sumOf } from '../../math/sum.ts'
import { estimateLife } from './life.ts'
import type {
  CaptureEstimate,
  FoundCycle,
  FoundOpportunity,
  ScanFault,
  ScanSummary,
  SummaryInUsd,
} from './scan-result.ts'

interface ScanFindings {
  readonly opportunities: readonly FoundOpportunity[]
  readonly cycles: readonly FoundCycle[]
  readonly capture: CaptureEstimate | null
  readonly faults: readonly ScanFault[]
  readonly notes: readonly string[]
}

/** What a scan found, in one record. Indicative opportunities have no profit and count in none. */
export function summarise(findings: ScanFindings): ScanSummary {
  const { opportunities, cycles, capture, faults, notes } = findings
  const byQuote = groups(opportunities, ({ quote }) => quote)
  const profits = Object.entries(byQuote).map(
    ([quote, rows]) =>
      [quote, { count: rows.length, profitQuote: sumOf(rows.map(profitOf)) }] as const,
  )
  const clusters = clusterBest(opportunities)
  return {
    count: opportunities.length,
    totalProfitQuote: profits.length > 1 ? null : (profits[0]?.[1].profitQuote ?? 0),
    totalDurationMs: sumOf(opportunities.map(({ durationMs }) => durationMs)),
    faults,
    byQuote: Object.fromEntries(profits),
    indicative: opportunities.filter(({ indicative }) => indicative).length,
    open: opportunities.filter(({ open }) => open).length,
    clusters: {
      count: clusters.length,
      profitQuote: totals(clusters, (each) => [each.quote, profitOf(each)]),
    },
    inUsd: inUsd(opportunities, clusters),
    life: estimateLife(
      opportunities.map(({ durationMs, open }) => ({ ms: durationMs, isCensored: open })),
    ),
    capture,
    cycles: {
      count: cycles.length,
      byQuote: totals(cycles, ({ quote, profitQuote }) => [quote, profitQuote ?? 0]),
    },
    notes,
  }
}

/** Of each event the one with most profit. */
function clusterBest(opportunities: readonly FoundOpportunity[]): readonly FoundOpportunity[] {
  const best = new Map<number, FoundOpportunity>()
  for (const each of opportunities) {
    const known = best.get(each.cluster)
    if (known === undefined || profitOf(each) > profitOf(known)) best.set(each.cluster, each)
  }
  return [...best.values()]
}

function inUsd(
  opportunities: readonly FoundOpportunity[],
  clusters: readonly FoundOpportunity[],
): SummaryInUsd | null {
  const rates = groups(opportunities, ({ quote }) => quote)
  const money = commonMoney(opportunities)
  if (Object.keys(rates).length < 2 || money === undefined) return null
  const sumIn = (
    rows: readonly FoundOpportunity[],
    of: (row: FoundOpportunity) => number,
  ): number => sumOf(rows.map((row) => money.of(row, of(row))))
  const isCaptured = opportunities.some(({ captured }) => captured !== null)
  return {
    totalProfit: sumIn(opportunities, profitOf),
    clusterProfit: sumIn(clusters, profitOf),
    capturedProfit: isCaptured
      ? sumIn(opportunities, ({ captured }) => captured?.profitQuote ?? 0)
      : null,
    rates: Object.fromEntries(
      Object.entries(rates).map(([quote, rows]) => {
        const worth = rows.map(({ quoteInUsd }) => quoteInUsd ?? NaN)
        return [quote, { least: Math.min(...worth), most: Math.max(...worth) }]
      }),
    ),
  }
}

function profitOf({ profitQuote }: FoundOpportunity): number {
  return profitQuote ?? 0
}

function groups<Row>(rows: readonly Row[], nameOf: (row: Row) => string): Record<string, Row[]> {
  const grouped: Record<string, Row[]> = {}
  for (const row of rows) (grouped[nameOf(row)] ??= []).push(row)
  return grouped
}

function totals<Row>(
  rows: readonly Row[],
  partOf: (row: Row) => readonly [name: string, value: number],
): Record<string, number> {
  const grouped = groups(rows.map(partOf), ([name]) => name)
  return Object.fromEntries(
    Object.entries(grouped).map(([name, parts]) => [name, sumOf(parts.map(([, value]) => value))]),
  )
}
