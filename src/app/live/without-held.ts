import { noIntents } from '../../core/strategy/intent.ts'
import type { Strategy, StrategyDesk, StrategyEvent } from '../../core/strategy/strategy.ts'

/** A strategy that sees only what is traded: the first so many instruments of a run that looks at others too. */
export function withoutHeld(strategy: Strategy, traded: number): Strategy {
  const begin: Strategy['begin'] = (desk) => strategy.begin(narrowed(desk, traded))
  const decide: Strategy['decide'] = (state, event, desk) =>
    (instrumentOf(event) ?? 0) < traded
      ? strategy.decide(state, event, narrowed(desk, traded))
      : noIntents
  // Over it rather than a copy, for its functions may be those of a class.
  return Object.create(strategy, {
    begin: { value: begin },
    decide: { value: decide },
  }) as Strategy
}

/** Undefined of what is about none. */
function instrumentOf(event: StrategyEvent): number | undefined {
  switch (event.kind) {
    case 'market':
      return event.instrument
    case 'order':
      return event.order.request.instrument
    case 'account':
      return event.event.instrument
    case 'begun':
    case 'woken':
    case 'refused':
    case 'legs':
      return undefined
  }
}

function narrowed(desk: StrategyDesk, traded: number): StrategyDesk {
  return new Proxy(desk, {
    get(target, name) {
      if (name === 'instruments') return target.instruments.slice(0, traded)
      if (name === 'orders')
        return () => target.orders().filter(({ request }) => request.instrument < traded)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value
    },
  })
}
