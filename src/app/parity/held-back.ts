import { noIntents } from '../../core/strategy/intent.ts'
import type { Strategy, StrategyFactory } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import {
  recordedLatency,
  type RecordedLatencies,
} from '../../simulation/venue/latency/order-latency.ts'

/** A number no strategy is likely to be woken by. */
const beginKey = -81_531

/**
 * A strategy that begins at an instant, whenever the run does: until then books fill and nothing is decided.
 *
 * @param lateness how late it is woken each time, by when it had asked to be
 */
export function heldBack(
  factory: StrategyFactory,
  from: number,
  lateness?: RecordedLatencies,
): StrategyFactory {
  return (setup) => {
    const strategy = wokenLate(factory(setup), lateness)
    const held: Strategy<{ inner: unknown; hasBegun: boolean }> = {
      name: strategy.name,
      ...(strategy.hearsMarkets === false ? { hearsMarkets: false } : {}),
      begin: () => ({ inner: undefined, hasBegun: false }),
      decide(state, event, desk) {
        if (state.hasBegun) return strategy.decide(state.inner, event, desk)
        if (event.kind === 'begun')
          return [{ kind: 'wake', at: Math.max(from, event.time + 1) as Instant, key: beginKey }]
        if (event.kind !== 'woken' || event.key !== beginKey) return noIntents
        state.hasBegun = true
        state.inner = strategy.begin(desk)
        return strategy.decide(state.inner, { kind: 'begun', time: event.time }, desk)
      },
      tally: (state) => (state.hasBegun ? strategy.tally?.(state.inner) : undefined),
    }
    return held
  }
}

function wokenLate(strategy: Strategy, lateness: RecordedLatencies | undefined): Strategy {
  if (lateness === undefined) return strategy
  const late = recordedLatency(lateness)
  const decide: Strategy['decide'] = (state, event, desk) =>
    strategy
      .decide(state, event, desk)
      .map((intent) =>
        intent.kind === 'wake'
          ? { ...intent, at: (intent.at + late.microsecondsAt(intent.at)) as Instant }
          : intent,
      )
  return Object.create(strategy, { decide: { value: decide } }) as Strategy
}
