import type { StrategyEvent } from '../core/strategy/strategy.ts'
import { act, wantsSomething } from './act.ts'
import type { Engine } from './engine.ts'

/** Tells a strategy and does what it wants. */
export function tell(engine: Engine, index: number, event: StrategyEvent): void {
  if (!engine.hasBegun) return
  const runner = engine.runners[index]!
  const intents = runner.strategy.decide(runner.state, event, runner.desk)
  if (wantsSomething(intents)) act(engine, index, intents)
}
