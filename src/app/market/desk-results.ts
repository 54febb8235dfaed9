import { millisecondsOf, type Instant } from '../../core/time.ts'
import { instrumentResults, tallyOf, type PnlByCause } from '../../engine/engine-result.ts'
import type { Engine, Runner } from '../../engine/engine.ts'
import type { StrategyRow } from '../../protocol/market.ts'
import { known } from '../live/known.ts'

/** Points of the path of equity that are shown. */
const pathPointsMost = 240

/** What came of the strategies of a run since it began, without what earlier runs left. */
export class DeskResults {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  rows(): readonly StrategyRow[] {
    return this.#engine.runners.map((runner) => {
      const results = this.#resultsOf(runner)
      const sum = (of: (result: (typeof results)[number]) => number): number =>
        results.reduce((all, each) => all + of(each), 0)
      const cause = (name: keyof PnlByCause): number => sum(({ pnl }) => pnl[name] ?? 0)
      const insurance = cause('insurance')
      const total = cause('total')
      const turnover = sum(({ turnover: each }) => each)
      return {
        name: runner.strategy.name,
        intents: runner.intents,
        refusals: runner.refusals,
        ...tallyOf(runner),
        fills: sum(({ fills }) => fills),
        turnover: known(turnover),
        pnl: Number.isNaN(total)
          ? null
          : {
              total,
              price: cause('price'),
              spread: cause('spread'),
              slippage: cause('slippage'),
              fees: cause('fees'),
              funding: cause('funding'),
              ...(insurance === 0 ? {} : { insurance }),
            },
      }
    })
  }

  /** Equity as the run saw it, thinned evenly. */
  equityPath(): readonly (readonly [number, number])[] {
    const { times, values } = this.#engine.equity
    const step = Math.max(1, Math.ceil(times.length / pathPointsMost))
    return times.flatMap((time, at) =>
      at % step === 0 || at === times.length - 1
        ? [[millisecondsOf(time as Instant), values[at]!] as const]
        : [],
    )
  }

  #resultsOf(runner: Runner): ReturnType<typeof instrumentResults> {
    return instrumentResults(this.#engine, accountOf(this.#engine, runner))
  }
}

/** Where a strategy is alone, all of the run's account is its own. */
function accountOf({ account }: Engine, { book }: Runner): Engine['account'] {
  return book?.account ?? account
}
