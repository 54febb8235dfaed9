// Buys at one venue and sells at another when their prices are apart by more than a margin, both legs or none, and
// undoes it when they have come together. Run it:
//
//   isobar trade --mode backtest --strategy examples/two-venue-hedger.ts --config examples/two-venue-hedger.yaml
import {
  instrumentSetting,
  lotsOfNotional,
  noIntents,
  numberSetting,
  priceOf,
  type Intent,
  type LegWish,
  type Lots,
  type PriceTicks,
  type Strategy,
  type StrategyDesk,
  type StrategySetup,
} from 'isobar/engine'

interface State {
  /** Legs are being entered. */
  isBusy: boolean
  restUntil: number
}

export function strategy(setup: StrategySetup): Strategy<State> {
  const pair = [instrumentSetting(setup, 'first'), instrumentSetting(setup, 'second')] as const
  const notional = numberSetting(setup, 'notional')
  const enterBps = numberSetting(setup, 'enterBps')
  const leaveBps = numberSetting(setup, 'leaveBps', 0)
  const restUs = numberSetting(setup, 'restSeconds', 1) * 1e6
  const gapNow = gapMeter(setup, pair, numberSetting(setup, 'memorySeconds', 600) * 1e6)

  /** @param direction 1 buys at the first venue, -1 at the second */
  function enter(state: State, desk: StrategyDesk, direction: 1 | -1): readonly Intent[] {
    const units = 2
    const legs = pair.map((instrument, k): LegWish => {
      const isBuy = (k === 0) === direction > 0
      const mid = midOf(setup, desk, instrument)
      const lotsPerUnit = lotsOfNotional(setup.instruments[instrument]!, notional / units, mid)
      const limitTicks = desk.book(instrument).best(isBuy ? 1 : 0) as PriceTicks
      return { instrument, side: isBuy ? 'buy' : 'sell', lotsPerUnit, limitTicks }
    })
    if (legs.some(({ lotsPerUnit }) => lotsPerUnit === 0)) return noIntents
    state.isBusy = true
    // Of instants no two are the same, over restarts too.
    const wish = { label: desk.time, legs, units, unitsAtOnce: 1 }
    return [{ kind: 'enter-legs', wish }]
  }

  /** Whatever is held, leg by leg. */
  function leave(state: State, desk: StrategyDesk): readonly Intent[] {
    state.restUntil = desk.time + restUs
    return pair.flatMap((instrument): Intent[] => {
      const held = desk.position(instrument)
      const isOut = desk.orders().some(({ request }) => request.instrument === instrument)
      if (held === 0 || isOut) return []
      const side = held > 0 ? 'sell' : 'buy'
      const lots = Math.abs(held) as Lots
      return [{ kind: 'place', order: { instrument, side, lots, pricing: { kind: 'market' } } }]
    })
  }

  return {
    name: 'two-venue hedger',
    // Legs that a run before a restart left are gone on with, and told of when they are over.
    begin: (desk) => ({ isBusy: desk.legsUnderWay().length > 0, restUntil: -Infinity }),
    decide(state, event, desk) {
      if (event.kind === 'legs') {
        state.isBusy = false
        state.restUntil = event.time + restUs
      }
      if (event.kind !== 'market' || !pair.includes(event.instrument)) return noIntents
      const gapBps = gapNow(desk)
      if (state.isBusy || event.time < state.restUntil) return noIntents
      const [first, second] = pair.map((instrument) => desk.position(instrument))
      if (first !== 0 || second !== 0) {
        const isFirstLong = first! > 0 || second! < 0
        const isClosed = isFirstLong ? gapBps >= -leaveBps : gapBps <= leaveBps
        return isClosed ? leave(state, desk) : noIntents
      }
      if (gapBps < -enterBps) return enter(state, desk, 1)
      return gapBps > enterBps ? enter(state, desk, -1) : noIntents
    },
  }
}

/**
 * How far the first venue is above the second beyond what is usual, bps. A gap that is always there (another quote
 * currency, a basis) is no chance.
 */
function gapMeter(
  setup: StrategySetup,
  [first, second]: readonly [number, number],
  memoryUs: number,
): (desk: StrategyDesk) => number {
  let [usual, seenAt] = [Number.NaN, Number.NaN]
  return (desk) => {
    const now = (midOf(setup, desk, first) / midOf(setup, desk, second) - 1) * 1e4
    if (Number.isNaN(now)) return 0
    const share = 1 - Math.exp(-(desk.time - seenAt) / memoryUs)
    usual = Number.isNaN(usual) ? now : usual + (now - usual) * share
    seenAt = desk.time
    return now - usual
  }
}

function midOf(setup: StrategySetup, desk: StrategyDesk, instrument: number): number {
  return priceOf(desk.midTicks(instrument) as PriceTicks, setup.instruments[instrument]!.tickSize)
}
