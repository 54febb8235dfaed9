import { IsobarError, UsageError } from '../../core/errors.ts'
import { nearestInWords } from '../../core/nearest-names.ts'
import type { Strategy, StrategyFactory, StrategySetup } from '../../core/strategy/strategy.ts'

/** Strategies as they are asked for: how each is made, what it is told, and what it is called. */
export interface PlacedStrategy {
  readonly factory: StrategyFactory
  readonly settings: Readonly<Record<string, unknown>>
  /** There for whoever looks for them, and no mistake where nobody does; `settings` go before them. */
  readonly offered?: Readonly<Record<string, unknown>>
  /** Instead of what it calls itself. */
  readonly name?: string | undefined
}

/**
 * Makes the strategies of a run.
 *
 * @param market what there is to trade, and what venues take at least of it
 * @throws UsageError when two have one name, one is none, or reads not a setting
 */
export function builtStrategies(
  placed: readonly PlacedStrategy[],
  market: Omit<StrategySetup, 'settings'>,
): readonly Strategy[] {
  const built = placed.map((each) => builtStrategy(each, market))
  const names = built.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) {
    throw new UsageError(`strategies: two are called ${twice}: give one another name`)
  }
  return built
}

/**
 * Makes a strategy of its settings. A setting that it did not look at while it was made is a mistake: misspelt, it would
 * leave the usual value in its place and say nothing.
 */
function builtStrategy(
  { factory, settings, offered = {}, name }: PlacedStrategy,
  market: Omit<StrategySetup, 'settings'>,
): Strategy {
  const watched = watchedSettings({ ...offered, ...settings })
  const strategy = made(() => factory({ settings: watched.settings, ...market }))
  const isOne =
    typeof strategy === 'object' && strategy !== null && 'decide' in strategy && 'begin' in strategy
  if (!isOne) throw new UsageError('strategy: the function gave no { name, begin, decide }')
  const strange = Object.keys(settings).find((setting) => !watched.asked.has(setting))
  if (strange !== undefined) {
    const known = [...watched.asked]
    const rest = known.length === 0 ? '; it reads none' : nearestInWords(strange, known)
    const { name: own } = strategy as Strategy
    throw new UsageError(`strategy: no setting ${strange} is read by ${own}${rest}`)
  }
  if (name === undefined) return strategy as Strategy
  // Over it rather than a copy, for its functions may be those of a class.
  return Object.create(strategy, { name: { value: name, enumerable: true } }) as Strategy
}

/** What a strategy throws while it is made is its own fault, told in one line. */
function made(factory: () => unknown): unknown {
  try {
    return factory()
  } catch (cause) {
    if (cause instanceof IsobarError) throw cause
    throw new UsageError(`strategy: it threw while it was made: ${String(cause)}`)
  }
}

interface WatchedSettings {
  readonly settings: Readonly<Record<string, unknown>>
  /** Names that were looked for, there or not. */
  readonly asked: ReadonlySet<string>
}

/** Settings that note what is asked of them; who lists all of them has asked for all. */
function watchedSettings(settings: PlacedStrategy['settings']): WatchedSettings {
  const asked = new Set<string>()
  const note = (name: string | symbol): void => {
    if (typeof name === 'string') asked.add(name)
  }
  const proxy = new Proxy(settings, {
    get: (target, name): unknown => {
      note(name)
      return Reflect.get(target, name)
    },
    has: (target, name) => {
      note(name)
      return Reflect.has(target, name)
    },
    ownKeys: (target) => {
      for (const name of Object.keys(target)) asked.add(name)
      return Reflect.ownKeys(target)
    },
  })
  return { settings: proxy, asked }
}
