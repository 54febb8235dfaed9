import { UsageError } from '../../core/errors.ts'
import type { PlacedStrategy } from '../trade/built-strategies.ts'
import { loadStrategy } from '../trade/load-strategy.ts'
import type { StrategyConfig, TradeConfig } from '../trade/trade-config.ts'

/** The strategies of a run: those its configuration lists, or the one that is named beside it. */
export function wantedStrategies(
  strategy: string | undefined,
  { strategies, strategy: settings }: Pick<TradeConfig, 'strategies' | 'strategy'>,
): readonly StrategyConfig[] {
  if (strategies.length === 0)
    return [{ file: requiredOption(strategy, '--strategy <file>'), name: undefined, settings }]
  if (strategy === undefined) return strategies
  throw new UsageError('--strategy names one strategy, and the configuration lists strategies')
}

/** A strategy and all files that it is made of. */
type LoadedStrategy = PlacedStrategy & { readonly files: readonly string[] }

export function loadStrategies(
  wanted: readonly StrategyConfig[],
): Promise<readonly LoadedStrategy[]> {
  return Promise.all(
    wanted.map(async ({ file, name, settings }) => {
      const { strategy, files } = await loadStrategy(file)
      return { factory: strategy, name, settings, files }
    }),
  )
}

/** An option that must be there. @throws UsageError */
export function requiredOption(value: string | undefined, option: string): string {
  if (value === undefined) throw new UsageError(`required option '${option}' not specified`)
  return value
}
