import { millisecondsOf, type Instant } from '../../core/time.ts'
import { instrumentResults, tallyOf, type PnlByCause } from '../../engine/engine-result.ts'
import type { Engine, Runner } from '../../engine/engine.ts'
import type { StrategyRow } from '../../protocol/market.ts'
import { known } from '../live/known.ts'

/** Points of the path of equity that are shown. */
const pathPointsMost = 240

/**
 * What came of the strategies of a run since it began. What earlier runs left is in the accounts from the beginning, and
 * is taken off at the first price it can be marked at. A class, for it keeps those marks.
 */
export class DeskResults {
  readonly #engine: Engine
  /** By strategy and instrument, what was there before in the reporting currency; NaN until it can be marked. */
  readonly #before: Float64Array[]
  #isComplete = false

  constructor(engine: Engine) {
    this.#engine = engine
    this.#before = engine.runners.map((runner) =>
      Float64Array.from(accountOf(engine, runner).holdings, ({ units }) =>
        units.size === 0 ? 0 : Number.NaN,
      ),
    )
  }

  /** To be called as prices come: marks what was there before, as soon as that can be done. */
  look(): void {
    if (this.#isComplete || !this.#engine.hasBegun) return
    for (const [at, runner] of this.#engine.runners.entries()) {
      const before = this.#before[at]!
      if (!before.some(Number.isNaN)) continue
      for (const [index, { pnl }] of this.#resultsOf(runner).entries())
        if (Number.isNaN(before[index])) before[index] = pnl.total
    }
    this.#isComplete = this.#before.every((each) => !each.some(Number.isNaN))
  }

  rows(): readonly StrategyRow[] {
    return this.#engine.runners.map((runner, at) => {
      const results = this.#resultsOf(runner)
      const sum = (of: (result: (typeof results)[number]) => number): number =>
        results.reduce((all, each) => all + of(each), 0)
      const before = this.#before[at]!.reduce((all, each) => all + each, 0)
      const cause = (name: keyof PnlByCause): number => sum(({ pnl }) => pnl[name] ?? 0)
      const insurance = cause('insurance')
      const total = cause('total') - before
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
              price: cause('price') - before,
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
