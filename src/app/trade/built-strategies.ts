import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Strategy, StrategyFactory } from '../../core/strategy/strategy.ts'

/** Strategies as they are asked for: how each is made, what it is told, and what it is called. */
export interface PlacedStrategy {
  readonly factory: StrategyFactory
  readonly settings: Readonly<Record<string, unknown>>
  /** Instead of what it calls itself. */
  readonly name?: string | undefined
}

/** Makes the strategies of a run. @throws UsageError when two have one name, or one is none */
export function builtStrategies(
  placed: readonly PlacedStrategy[],
  instruments: readonly Instrument[],
): readonly Strategy[] {
  const built = placed.map((each) => builtStrategy(each, instruments))
  const names = built.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) {
    throw new UsageError(`strategies: two are called ${twice}: give one another name`)
  }
  return built
}

function builtStrategy(
  { factory, settings, name }: PlacedStrategy,
  instruments: readonly Instrument[],
): Strategy {
  const strategy: unknown = factory({ settings, instruments })
  const isOne =
    typeof strategy === 'object' && strategy !== null && 'decide' in strategy && 'begin' in strategy
  if (!isOne) throw new UsageError('strategy: the function gave no { name, begin, decide }')
  if (name === undefined) return strategy as Strategy
  // Over it rather than a copy, for its functions may be those of a class.
  return Object.create(strategy, { name: { value: name, enumerable: true } }) as Strategy
}
