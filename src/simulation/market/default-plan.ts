import type { InstrumentClass } from '../../core/instrument.ts'
import type { Step } from '../../core/price.ts'
import { instantFromMilliseconds } from '../../core/time.ts'
import type { AssetPlan, FlowPlan, ListingPlan, MarketPlan, VenuePlan } from './market-plan.ts'

// 2024-01-01T00:00Z: any fixed instant does, and a round one is seen to be made up.
const start = instantFromMilliseconds(1_704_067_200_000)

const coin = { jumpsPerDay: 12, jumpBps: 8, marketBeta: 1 } as const
const stable = {
  price: 1,
  dailyVolatility: 0.0004,
  marketBeta: 0,
  jumpsPerDay: 1,
  jumpBps: 2,
} as const

const assets: readonly AssetPlan[] = [
  { ...coin, name: 'BTC', price: 60_000, dailyVolatility: 0.012 },
  { ...coin, name: 'ETH', price: 3_000, dailyVolatility: 0.02, marketBeta: 1.2 },
  { ...coin, name: 'SOL', price: 150, dailyVolatility: 0.03, marketBeta: 1.4 },
  { ...stable, name: 'USDT', pegHalfLifeSeconds: 7_200 },
  { ...stable, name: 'USDC', pegHalfLifeSeconds: 7_200 },
]

const depth = { feed: 'levels', quotes: true, snapshotSeconds: 0 } as const
const venues: readonly VenuePlan[] = [
  {
    ...depth,
    name: 'binance',
    touchSize: 30,
    spread: 0.1,
    stickinessBps: 0.6,
    lagMs: 60,
    latencyMs: 2,
    jitterMs: 1,
    conflationMs: 0,
    activity: 1.5,
    makerFeeBps: 10,
    takerFeeBps: 10,
  },
  {
    ...depth,
    name: 'bybit',
    touchSize: 8,
    spread: 0.2,
    stickinessBps: 0.4,
    lagMs: 120,
    latencyMs: 3,
    jitterMs: 2,
    conflationMs: 20,
    activity: 1,
    makerFeeBps: 2,
    takerFeeBps: 5.5,
  },
  {
    ...depth,
    name: 'okx',
    touchSize: 6,
    spread: 0.4,
    stickinessBps: 0.3,
    lagMs: 150,
    latencyMs: 4,
    jitterMs: 2,
    conflationMs: 100,
    activity: 1,
    makerFeeBps: 8,
    snapshotSeconds: 300,
    takerFeeBps: 10,
  },
  {
    ...depth,
    name: 'kraken',
    touchSize: 1,
    spread: 1,
    stickinessBps: 0,
    lagMs: 500,
    latencyMs: 45,
    jitterMs: 8,
    conflationMs: 0,
    activity: 0.6,
    makerFeeBps: 25,
    takerFeeBps: 40,
    feed: 'orders',
  },
  {
    ...depth,
    name: 'coinbase',
    touchSize: 1.5,
    spread: 1,
    stickinessBps: 0.1,
    lagMs: 250,
    latencyMs: 40,
    jitterMs: 6,
    conflationMs: 50,
    activity: 0.8,
    makerFeeBps: 40,
    takerFeeBps: 60,
  },
]

interface Steps {
  readonly base: string
  readonly tickSize: Step
  readonly lotSize: Step
  readonly activity: number
  readonly halfSpreadBps: number
}

const coins: readonly Steps[] = [
  {
    base: 'BTC',
    tickSize: { units: 1, decimals: 1 },
    lotSize: { units: 1, decimals: 5 },
    activity: 1.2,
    halfSpreadBps: 0.04,
  },
  {
    base: 'ETH',
    tickSize: { units: 1, decimals: 2 },
    lotSize: { units: 1, decimals: 4 },
    activity: 1,
    halfSpreadBps: 0.08,
  },
  {
    base: 'SOL',
    tickSize: { units: 1, decimals: 2 },
    lotSize: { units: 1, decimals: 2 },
    activity: 0.8,
    halfSpreadBps: 0.3,
  },
]

const stables: readonly Steps[] = ['USDT', 'USDC'].map((base) => ({
  base,
  tickSize: { units: 1, decimals: 5 },
  lotSize: { units: 1, decimals: 0 },
  activity: 0.2,
  halfSpreadBps: 0.4,
}))

/** Coin-margined contracts of so many dollars each, as that venue has them. */
const inverse: readonly (Steps & { readonly contractSize: Step })[] = coins.map((steps) => ({
  ...steps,
  lotSize: { units: 1, decimals: 0 },
  contractSize: { units: steps.base === 'BTC' ? 100 : 10, decimals: 0 },
  activity: steps.activity / 2,
  // Fewer look at them.
  halfSpreadBps: steps.halfSpreadBps * 2,
}))

function listed(
  venue: string,
  quote: string,
  kind: InstrumentClass,
  steps: readonly Steps[],
): ListingPlan[] {
  return steps.map((step) => ({ ...step, venue, quote, class: kind }))
}

const listings: readonly ListingPlan[] = [
  ...['binance', 'bybit', 'okx'].flatMap((venue) => listed(venue, 'USDT', 'spot', coins)),
  ...['kraken', 'coinbase'].flatMap((venue) =>
    listed(venue, 'USD', 'spot', [...coins, ...stables]),
  ),
  ...['binance', 'bybit', 'okx'].flatMap((venue) => listed(venue, 'USDT', 'linear', coins)),
  ...listed('okx', 'USD', 'inverse', inverse),
]

const flow: FlowPlan = {
  marketRate: 0.6,
  limitRate: 6,
  cancelRate: 0.012,
  depthBps: 3,
  depthTail: 1.2,
  limitNotional: 2_500,
  limitSpread: 1.2,
  marketNotional: 600,
  marketSpread: 1.9,
  marketTail: 1.5,
  touchShare: 0.6,
  informedRate: 1,
  staleRate: 8,
  impactBps: 0.008,
}

/**
 * A market as one would meet it: bitcoin, ether and solana against USDT on three venues, spot and perpetual, on one
 * of them also as inverse perpetuals in dollars, and against dollars on two more, where the stablecoins themselves are traded.
 * Made up: names of venues stand for what kind they are, nothing was fitted to them. Nothing is planted.
 */
export function defaultMarketPlan(seed: number): MarketPlan {
  return { seed, start, assets, venues, listings, flow, planted: [] }
}
