import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { runLive, type LiveOutcome } from '../../src/app/live/run-live.ts'
import { openOperations } from '../../src/app/operations/operations.ts'
import { readTradeConfig } from '../../src/app/trade/trade-config.ts'
import { lotsOf } from '../../src/core/price.ts'
import type { Strategy, StrategyDesk, StrategyEvent } from '../../src/core/strategy/strategy.ts'

/** What is traded, and where its journal is. */
export interface ServedRun {
  /** Where exchanges are served. */
  readonly address: string
  /** Of the configuration; the journal is in `journal` under it unless said otherwise. */
  readonly folder: string
  readonly journal?: string
  readonly instruments: readonly string[]
  readonly limits?: object
  /** Beside those of `instruments`, which have their address and keys. */
  readonly venues?: object
  /** Of the configuration, beside these. */
  readonly more?: object
}

/** What a strategy decides; `over` ends the run. */
export type Decide = (
  desk: StrategyDesk,
  event: StrategyEvent,
) => ReturnType<Strategy['decide']> | 'over'

/** Trades at served exchanges until a decision is the last. @throws IsobarError as `runLive` does */
export async function servedRun(
  run: ServedRun,
  decide: Decide,
): Promise<LiveOutcome & { readonly told: readonly string[] }> {
  const { address, folder, journal = 'journal', instruments, limits = {}, more = {} } = run
  const { key: apiKey, secret, passphrase: password } = servedKeys
  const file = join(folder, `${journal}.json`)
  const names = new Set(instruments.map((each) => each.split(':')[0]!))
  const own = [...names].map((name) => [name, { url: address, apiKey, secret, password }] as const)
  const venues = { ...Object.fromEntries(own), ...run.venues }
  writeFileSync(file, JSON.stringify({ venues, instruments, limits, ...more }))
  const config = await readTradeConfig(file, { mode: 'paper' })
  const told: string[] = []
  const { alerts } = config
  const operations = await openOperations({
    run: 'test',
    secrets: [],
    alerts,
    log: undefined,
    logLevel: 'info',
    metricsPort: undefined,
    say: (line) => void told.push(line),
  })
  const control = new AbortController()
  const strategy: Strategy = {
    name: 'test',
    begin: () => undefined,
    decide: (_, event, desk) => {
      const wanted = control.signal.aborted ? [] : decide(desk, event)
      if (wanted !== 'over') return wanted
      control.abort()
      return []
    },
  }
  const placed = [{ factory: () => strategy, settings: {} }]
  const options = {
    mode: 'paper',
    journal: join(folder, journal),
    duration: undefined,
    acceptHoldings: false,
    keys: {},
    operations,
  } as const
  try {
    return { ...(await runLive(config, placed, options, control.signal)), told }
  } finally {
    await operations.close()
  }
}

/** Trades at the market as soon as it may, each instrument so much, and is over when all of it has been filled, or refused for good. */
export function tradeOnce(...quantities: readonly number[]): Decide {
  const out = quantities.map((quantity) => quantity === 0)
  const left = new Set(quantities.flatMap((quantity, index) => (quantity === 0 ? [] : [index])))
  return (desk, event) => {
    if (event.kind === 'order' && event.answer.kind === 'filled' && event.answer.leavesLots === 0)
      left.delete(event.order.request.instrument)
    if (event.kind === 'refused') {
      // What is held has to have a price before it can be counted.
      if (event.refusal.kind !== 'no-price') return 'over'
      out.fill(false)
    }
    if (left.size === 0) return 'over'
    return quantities.flatMap((quantity, instrument) => {
      if (out[instrument] === true || Number.isNaN(desk.midTicks(instrument))) return []
      out[instrument] = true
      const lots = lotsOf(Math.abs(quantity), desk.instruments[instrument]!.lotSize)
      const side = quantity > 0 ? 'buy' : 'sell'
      const order = { instrument, side, lots, pricing: { kind: 'market' } } as const
      const timeInForce = { kind: 'gtc' } as const
      return [{ kind: 'place', order: { ...order, timeInForce, isReduceOnly: false } } as const]
    })
  }
}
