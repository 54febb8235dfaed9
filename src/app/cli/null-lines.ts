import type { NullComparison, NullPlace } from '../../research/pairs/null-comparison.ts'
import { decimal, percent, probability } from './format.ts'
import { alignedTable } from './output.ts'

/** Where a run stands among runs on data without cointegration; nothing where there were none. */
export function nullLines(
  comparison: NullComparison | null,
  chosen: 'chosen' | 'folds traded',
): string[] {
  if (comparison === null) return []
  const { runs, seed, sharpe, totalReturn, chosen: picked, trades } = comparison
  return [
    '',
    alignedTable(
      ['without cointegration', 'here', 'mean', '5 %', '50 %', '95 %', 'p'],
      [
        row('Sharpe', sharpe, (value) => decimal(value, 2)),
        row('return', totalReturn, (value) => percent(value)),
      ],
    ),
    `${runs} drawn (seed ${seed}): on average ${decimal(picked.mean, 1)} ${chosen} (here ${picked.observed}) and ${decimal(trades.mean, 1)} trades (here ${trades.observed})`,
  ]
}

function row(
  name: string,
  { observed, mean, quantiles, pValue }: NullPlace,
  shown: (value: number | null) => string,
): string[] {
  return [
    name,
    shown(observed),
    shown(mean),
    shown(quantiles?.['5%'] ?? null),
    shown(quantiles?.['50%'] ?? null),
    shown(quantiles?.['95%'] ?? null),
    probability(pValue),
  ]
}
