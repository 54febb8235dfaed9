import type { PlantedFact } from './planted-fact.ts'

type PlantedKind = PlantedFact['kind']

const bitcoin = { base: 'BTC', quote: 'USDT' } as const

/**
 * One fact of each kind for the default market, set in a stretch of so many seconds: each has its own part of it, and
 * none is in the way of another that is looked for elsewhere.
 */
export function plantedExamples(seconds: number): Readonly<Record<PlantedKind, PlantedFact>> {
  const span = (from: number, length: number): { atSeconds: number; seconds: number } => ({
    atSeconds: from * seconds,
    seconds: length * seconds,
  })
  return {
    'cointegrated-pair': {
      kind: 'cointegrated-pair',
      y: 'SOL',
      x: 'ETH',
      hedgeRatio: 1.3,
      halfLifeSeconds: 60,
      residualBps: 12,
    },
    'flow-signal': {
      kind: 'flow-signal',
      venue: 'binance',
      ...bitcoin,
      class: 'linear',
      rSquared: 0.1,
    },
    'venue-gap': { kind: 'venue-gap', venue: 'kraken', base: 'ETH', bps: 25, ...span(0.1, 0.1) },
    'raced-quotes': {
      kind: 'raced-quotes',
      base: 'SOL',
      everySeconds: 4,
      bps: 12,
      notional: 4_000,
      reactionMs: 60,
      ...span(0, 1),
    },
    'absorbing-iceberg': {
      kind: 'absorbing-iceberg',
      venue: 'coinbase',
      base: 'ETH',
      quote: 'USD',
      class: 'spot',
      shownNotional: 30_000,
      notional: 4_000_000,
      pressure: 8,
      reboundBps: 15,
      ...span(0.3, 0.1),
    },
    'spoof-wall': {
      kind: 'spoof-wall',
      venue: 'binance',
      ...bitcoin,
      class: 'spot',
      side: 'bid',
      notional: 500_000,
      awayBps: 6,
      pulledWithinBps: 2,
      ...span(0.45, 0.1),
    },
    outage: { kind: 'outage', venue: 'okx', ...span(0.55, 0.1) },
    depeg: { kind: 'depeg', asset: 'USDC', bps: 300, ...span(0.6, 0.2) },
    'liquidation-cascade': {
      kind: 'liquidation-cascade',
      base: 'BTC',
      shockBps: 120,
      crowdedNotional: 60_000_000,
      insurance: 3_000,
      ...span(0.85, 0.1),
    },
  }
}
