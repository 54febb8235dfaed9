import { join } from 'node:path'
import type { Instrument } from '../../core/instrument.ts'
import type { Strategy } from '../../core/strategy/strategy.ts'
import { drillStrategy } from '../../strategies/drill.ts'
import type { StrategyChoice } from '../../protocol/market.ts'
import { examplesFolder } from '../package-facts.ts'
import type { PlacedStrategy } from '../trade/built-strategies.ts'
import { loadStrategy } from '../trade/load-strategy.ts'

/** Strategies a desk may trade on paper: what a person brought, the examples, and none at all. */
export interface DeskStrategy extends Pick<StrategyChoice, 'name' | 'title' | 'words' | 'kind'> {
  /** What it is made with on these instruments; undefined where they are not enough for it. */
  readonly placed: (instruments: readonly Instrument[]) => Promise<readonly PlacedStrategy[]>
  /** Begins to load it, so that it is there when the market is. */
  readonly prepare: () => void
  /** Are there instruments enough? */
  readonly fits: (instruments: readonly Instrument[]) => boolean
}

/** Configuration of the examples, and of whatever comes without one. */
export const usualConfigFile: string = join(examplesFolder, 'desk.yaml')
/** What a desk begins with when nothing is said. */
export const usualStrategy = 'market-maker'

/** Looks on: nothing is traded. */
export const watching: DeskStrategy = {
  name: 'none',
  title: 'Look on',
  words: 'Nothing is traded.',
  kind: 'none',
  prepare: () => undefined,
  fits: () => true,
  placed: () => {
    const strategy: Strategy = {
      name: 'none',
      hearsMarkets: false,
      begin: () => undefined,
      decide: () => [],
    }
    return Promise.resolve([{ factory: () => strategy, settings: {} }])
  },
}

const examples: readonly DeskStrategy[] = [
  example('market-maker', {
    title: 'Market maker',
    words: 'Quotes both sides of one book around its mid and leans against what it holds.',
    settings: ([first]) =>
      first === undefined
        ? undefined
        : { instrument: nameOf(first), notional: 1_000, halfSpreadBps: 0.5, leanBps: 0.5 },
  }),
  example('imbalance-taker', {
    title: 'Imbalance taker',
    words: 'Takes when one side of the book outweighs the other, and leaves after ten seconds.',
    settings: ([first]) =>
      first === undefined
        ? undefined
        : { instrument: nameOf(first), notional: 500, threshold: 0.4, holdSeconds: 10 },
  }),
  example('two-venue-hedger', {
    title: 'Two-venue hedger',
    words: 'Buys at one venue and sells at another when they are apart, both legs or none.',
    settings: (instruments) => {
      const pair = sameElsewhere(instruments)
      if (pair === undefined) return undefined
      const [first, second] = pair.map(nameOf)
      return { first, second, notional: 500, enterBps: 1, leaveBps: 0, memorySeconds: 120 }
    },
  }),
  {
    name: 'drill',
    title: 'Drill',
    words: 'A small order a second at every venue: a rehearsal of all that orders go through.',
    kind: 'example',
    prepare: () => undefined,
    fits: () => true,
    placed: () => Promise.resolve([{ factory: drillStrategy, settings: {} }]),
  },
]

/** What a desk may trade beside what a person brings. */
export const deskStrategies: readonly DeskStrategy[] = [...examples, watching]

/** What a person brought: a file, or the list of a configuration. */
export function ownStrategy(title: string, strategies: readonly PlacedStrategy[]): DeskStrategy {
  return {
    name: 'own',
    title,
    words: 'Of the command that started the desk.',
    kind: 'own',
    prepare: () => undefined,
    fits: () => true,
    placed: (instruments) =>
      Promise.resolve(strategies.map((each) => ({ ...each, offered: usualSettings(instruments) }))),
  }
}

/** What a strategy is told where its settings do not say it: enough for one book, or for one over two venues. */
function usualSettings(instruments: readonly Instrument[]): PlacedStrategy['settings'] {
  const [first, second] = (sameElsewhere(instruments) ?? instruments).map(nameOf)
  return {
    ...(instruments[0] === undefined ? {} : { instrument: nameOf(instruments[0]) }),
    ...(first === undefined ? {} : { first }),
    ...(second === undefined ? {} : { second }),
    notional: 500,
  }
}

function example(
  name: string,
  of: Pick<DeskStrategy, 'title' | 'words'> & {
    readonly settings: (
      instruments: readonly Instrument[],
    ) => PlacedStrategy['settings'] | undefined
  },
): DeskStrategy {
  const { settings, ...words } = of
  let loading: Promise<PlacedStrategy['factory']> | undefined
  const load = (): Promise<PlacedStrategy['factory']> =>
    (loading ??= loadStrategy(join(examplesFolder, `${name}.ts`)).then(({ strategy }) => strategy))
  return {
    ...words,
    name,
    kind: 'example',
    // Whoever wants it hears why it could not be loaded.
    prepare: () => void load().catch(() => undefined),
    fits: (instruments) => settings(instruments) !== undefined,
    placed: async (instruments) => [
      {
        factory: await load(),
        settings: settings(instruments) ?? {},
      },
    ],
  }
}

/** Two that are the same at two venues. */
function sameElsewhere(
  instruments: readonly Instrument[],
): readonly [Instrument, Instrument] | undefined {
  for (const first of instruments) {
    const second = instruments.find(
      (each) =>
        each.venue !== first.venue && each.name === first.name && each.class === first.class,
    )
    if (second !== undefined) return [first, second]
  }
  return undefined
}

function nameOf({ venue, name, class: kind }: Instrument): string {
  return `${venue}:${name}:${kind}`
}
