import type { TradeComparison } from '../../research/parity/trade-comparison.ts'
import { count, money } from './format.ts'
import { alignedTable } from './output.ts'

/** Two runs, which figures of them, beside one another, where the gap comes from, and one line that concludes. */
export function comparisonLines({
  runs,
  gap,
  parts,
  currency,
  conclusion,
}: TradeComparison): string[] {
  const causes = causeNames(gap)
  const causesOf = (pnl: TradeComparison['gap']): string[] =>
    causes.map((cause) => money(pnl[cause] ?? 0, 2))
  const header = ['', 'fills', 'maker', 'turnover', `PnL ${currency}`, ...causes]
  const rows = runs.map(({ name, mode, savedFills, fills, makerFills, turnover, pnl }) => [
    `${name}, ${mode}${savedFills === null ? '' : ' anew'}`,
    count(fills),
    count(makerFills),
    money(turnover, 0),
    money(pnl.total, 2),
    ...causesOf(pnl),
  ])
  const difference = ['second less first', '', '', '', money(gap.total, 2), ...causesOf(gap)]
  const split = parts.map(({ cause, pnl, share, fills }) => [
    cause,
    money(pnl, 2),
    share === null ? '' : `${(share * 100).toFixed(1)} %`,
    count(fills),
  ])
  return [
    ...runs.map(({ name, figures }) => `${name}: ${figures}`),
    '',
    alignedTable(header, [...rows, difference]),
    '',
    ...(split.length === 0
      ? []
      : [alignedTable(['of the gap', currency, 'share', 'fills then'], split), '']),
    conclusion,
  ]
}

function causeNames({ insurance }: TradeComparison['gap']): (keyof TradeComparison['gap'])[] {
  const always = ['price', 'spread', 'slippage', 'fees', 'funding'] as const
  return insurance === undefined ? [...always] : [...always, 'insurance']
}
