import { serve, servedKeys } from '../../src/app/exchange/serve.ts'
import { alertsConfig } from '../../src/app/operations/alerts-config.ts'
import { openOperations } from '../../src/app/operations/operations.ts'
import { runLive, type LiveOutcome } from '../../src/app/live/run-live.ts'
import { Fields } from '../../src/app/trade/config-fields.ts'
import type { TradeConfig } from '../../src/app/trade/trade-config.ts'
import { venueConfig } from '../../src/app/trade/venue-config.ts'
import { priceOf, quantityOf, type PriceTicks } from '../../src/core/price.ts'
import type {
  Strategy,
  StrategyDesk,
  StrategyEvent,
  StrategySetup,
} from '../../src/core/strategy/strategy.ts'
import { signingKeyOf } from '../../src/exchanges/coinbase/signing-key.ts'
import type { FaultSettings } from '../../src/exchanges/faults/fault-switches.ts'
import { Random } from '../../src/math/random.ts'
import { arbitrageStrategy } from '../../src/strategies/arbitrage/arbitrage-strategy.ts'

/** How arbitrage is rehearsed on five served exchanges while things go wrong. */
export interface RehearsalTerms {
  readonly seed: number
  /**
   * How long at least; longer, by two minutes at most, until what it is for was seen: a trade filled in part and a venue
   * lost, and of a minute or more an order rejected and a venue lost in mid-trade. A busy machine is slow to have books.
   */
  readonly seconds: number
  readonly journal: string
  /** What all trades may be naked by together, dollars. */
  readonly nakedMost: number
  /** At every venue all the time. */
  readonly faults: FaultSettings
  /** A venue at a time is lost for so long, again and again, orders on their way or not; 0: none is. */
  readonly lostSeconds: number
  readonly fail: (error: unknown) => void
}

/** What a rehearsal saw. */
export interface Rehearsed {
  readonly outcome: LiveOutcome
  /** Ends of legs. */
  readonly legs: Readonly<Record<'entered' | 'stopped' | 'stuck', number>>
  readonly begun: number
  /** Orders that ended short; and trades of which one did while another order was filled. */
  readonly torn: number
  readonly partly: number
  /** Answers by kind, and how many orders were refused by risk. */
  readonly answers: Readonly<Record<string, number>>
  /** Most base that fills left on one side over all venues, dollars. */
  readonly nakedMost: number
  /** Times a venue was lost; and those at which a trade there was under way once it was. */
  readonly lost: number
  readonly lostInTrade: number
}

const venues = ['binance', 'bybit', 'okx', 'kraken', 'coinbase'] as const
const quotes: Readonly<Record<string, string>> = { kraken: 'USD', coinbase: 'USD' }

/** Runs the strategy on paper over the wire, as `isobar trade --mode paper --strategy arbitrage` does. */
export async function rehearseArbitrage(terms: RehearsalTerms): Promise<Rehearsed> {
  const exchange = await serve({
    seed: terms.seed,
    historySeconds: 2,
    port: 0,
    faults: {},
    failed: terms.fail,
  })
  const turn = (settings: FaultSettings): Promise<Response> =>
    fetch(`${exchange.address}/faults`, { method: 'POST', body: JSON.stringify(settings) })
  const watch = new Watch()
  const control = new AbortController()
  const calm = new AbortController()
  let losing = Promise.resolve()
  const endInTime = async (): Promise<void> => {
    await rehearsed(watch, terms)
    // Nothing is lost when it ends: an end that cannot cancel is another rehearsal.
    calm.abort()
    await passed(terms.seconds / 10, control.signal)
    control.abort()
  }
  const config = configOf(exchange.address, terms)
  const operations = await openOperations({
    run: 'rehearsal',
    secrets: [],
    alerts: config.alerts,
    log: undefined,
    logLevel: 'info',
    metricsPort: undefined,
    say: (line) => {
      if (line !== 'trading') return
      setTimeout(() => void turn(terms.faults), 1_000)
      losing = loseVenues(terms, turn, watch, calm.signal)
      void endInTime()
    },
  })
  const options = {
    mode: 'paper',
    journal: terms.journal,
    duration: undefined,
    acceptHoldings: false,
    keys: {},
    operations,
  } as const
  try {
    const placed = [
      { factory: (setup: StrategySetup) => watch.over(setup), settings: config.strategy },
    ]
    const outcome = await runLive(config, placed, options, control.signal)
    await losing
    return { ...watch.counts(), outcome }
  } finally {
    calm.abort()
    await operations.close()
    await exchange.close()
  }
}

function configOf(address: string, { seed, nakedMost }: RehearsalTerms): TradeConfig {
  const { key, secret, passphrase } = servedKeys
  const signing = signingKeyOf(servedKeys)
  const named = venues.map((name) => {
    const keys =
      name === 'coinbase'
        ? { apiKey: signing.name, secret: signing.privateKey }
        : { apiKey: key, secret, ...(name === 'okx' ? { password: passphrase } : {}) }
    const told = { url: `${address}/${name}`, ...keys, withdrawalsChecked: true }
    return [name, venueConfig(new Fields(told, 'rehearsal'))] as const
  })
  return {
    recordings: [],
    from: undefined,
    to: undefined,
    instruments: venues.map((name) => `${name}:ETH-${quotes[name] ?? 'USDT'}`),
    reporting: { currency: 'USD', capital: 1e6, rates: { USDT: 1 } },
    venues: new Map(named),
    // Far better than free, and open whenever prices are within 3 bps of one another, so that something is taken again and
    // again whatever failures and the venues' own fees cost: what is rehearsed are legs, not profits.
    strategy: {
      takerFeeBps: -30,
      minEdgeBps: 57,
      quoteMap: { USDT: 'USD' },
      capital: 100_000,
      notional: nakedMost / 12,
      minNotional: 20,
      latencyMs: 20,
      nakedMost,
      repairSeconds: 1,
    },
    marks: [],
    killSwitch: { onSignal: 'freeze', onLoss: 'freeze' },
    alerts: alertsConfig(new Fields({}, 'alerts')),
    stopBps: NaN,
    strays: { ours: 'adopt', foreign: 'leave', held: 'refuse' },
    strategies: [],
    limits: { staleAfterMs: 5_000 },
    answerWithinMs: 1_000,
    watchEveryMs: 1_000,
    flightMostMs: 5_000,
    seed,
  }
}

/** Settles when nine tenths of the time are over and all was seen, or two minutes more are over without. */
async function rehearsed(watch: Watch, { seconds, lostSeconds }: RehearsalTerms): Promise<void> {
  const never = new AbortController().signal
  await passed(seconds * 0.9, never)
  const isSeen = (): boolean => {
    const { begun, partly, lost, lostInTrade, answers } = watch.counts()
    const isShort = seconds < 60
    const isLost = lostSeconds === 0 || (isShort ? lost : lostInTrade) > 0
    return begun > 0 && partly > 0 && isLost && (isShort || (answers['rejected'] ?? 0) > 0)
  }
  for (let waited = 0; waited < 480 && !isSeen(); waited++) await passed(0.25, never)
}

/** One venue after another is lost and comes back: one of those of a trade that has just been begun. */
async function loseVenues(
  { seed, lostSeconds }: RehearsalTerms,
  turn: (settings: FaultSettings) => Promise<unknown>,
  watch: Watch,
  signal: AbortSignal,
): Promise<void> {
  const random = new Random(seed)
  if (lostSeconds === 0) return
  for (;;) {
    if (!(await passed(lostSeconds * (1 + random.uniform()), signal))) return
    const waitMost = AbortSignal.timeout(2_000 * lostSeconds)
    const trade = await watch.nextTrade(AbortSignal.any([signal, waitMost]))
    const among = trade?.venues ?? venues
    const venue = among[random.integerBelow(among.length)]!
    // Orders on their way are carried out and never answered, then nothing is.
    await turn({ [`${venue}.ackLost`]: 1, [`${venue}.disconnect`]: 1 })
    watch.sawLost(trade)
    const isOver = !(await passed(lostSeconds / 4, signal))
    if (!isOver) await turn({ [`${venue}.maintenance`]: 1 })
    await passed(lostSeconds, signal)
    await turn({
      [`${venue}.ackLost`]: 0,
      [`${venue}.disconnect`]: 0,
      [`${venue}.maintenance`]: 0,
    }).catch(() => undefined)
  }
}

/** False when it was ended before. */
function passed(seconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false)
    const end = (): void => {
      clearTimeout(timer)
      resolve(false)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end)
      resolve(true)
    }, seconds * 1_000)
    signal.addEventListener('abort', end)
  })
}

interface Trade {
  readonly label: number
  readonly venues: readonly string[]
}

/** Looks over the strategy's shoulder. */
class Watch {
  #begun = 0
  /** By label: trades that have neither ended nor been refused. */
  readonly #underWay = new Map<number, Trade>()
  readonly #torn = new Set<number>()
  /** By label of a trade. */
  readonly #short = new Set<number>()
  readonly #filled = new Set<number>()
  #lost = 0
  #lostInTrade = 0
  #begunLast: Trade | undefined
  #told: (trade: Trade) => void = () => undefined
  readonly #legs = { entered: 0, stopped: 0, stuck: 0 }
  readonly #answers: Record<string, number> = {}
  #naked = 0

  over(setup: StrategySetup): Strategy {
    const strategy = arbitrageStrategy(setup) as Strategy
    return {
      name: strategy.name,
      begin: (desk) => strategy.begin(desk),
      decide: (state, event, desk) => {
        this.#see(event, desk)
        const intents = strategy.decide(state, event, desk)
        for (const intent of intents) {
          if (intent.kind !== 'enter-legs') continue
          this.#begun++
          const { label, legs } = intent.wish
          const places = legs.map((leg) => setup.instruments[leg.instrument]!.venue)
          this.#begunLast = { label, venues: places }
          this.#underWay.set(label, this.#begunLast)
        }
        return intents
      },
    }
  }

  /** The next that is begun and not refused; undefined when it ends before there is one. */
  nextTrade(signal: AbortSignal): Promise<Trade | undefined> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(undefined)
      this.#told = resolve
      signal.addEventListener('abort', () => resolve(undefined), { once: true })
    })
  }

  /** A venue has been lost, at which a trade was begun. */
  sawLost(trade: Trade | undefined): void {
    this.#lost++
    if (trade !== undefined && this.#underWay.has(trade.label)) this.#lostInTrade++
  }

  counts(): Omit<Rehearsed, 'outcome'> {
    return {
      begun: this.#begun,
      lost: this.#lost,
      lostInTrade: this.#lostInTrade,
      torn: this.#torn.size,
      partly: [...this.#short].filter((label) => this.#filled.has(label)).length,
      legs: this.#legs,
      answers: this.#answers,
      nakedMost: this.#naked,
    }
  }

  #see(event: StrategyEvent, desk: StrategyDesk): void {
    if (event.kind === 'refused') {
      const { kind } = event.refusal
      this.#answers[kind] = (this.#answers[kind] ?? 0) + 1
      if (event.intent.kind === 'enter-legs') this.#underWay.delete(event.intent.wish.label)
    }
    if (event.kind === 'legs') {
      this.#legs[event.outcome]++
      this.#underWay.delete(event.label)
    }
    // Risk has had its say by the next event of another kind.
    if (event.kind !== 'refused' && this.#begunLast !== undefined) {
      if (this.#underWay.has(this.#begunLast.label)) this.#told(this.#begunLast)
      this.#begunLast = undefined
    }
    if (event.kind !== 'order') return
    const { kind } = event.answer
    this.#answers[kind] = (this.#answers[kind] ?? 0) + 1
    const { stage, filledLots, lots, request, label } = event.order
    const isShort = stage === 'ended' && filledLots < lots
    if (isShort) this.#torn.add(request.clientOrderId)
    if (label !== undefined && isShort) this.#short.add(label)
    if (label !== undefined && filledLots > 0) this.#filled.add(label)
    this.#naked = Math.max(this.#naked, nakedNotional(desk))
  }
}

/** Base bought and not sold over all venues, or the other way, at the price of the first that has one. */
function nakedNotional(desk: StrategyDesk): number {
  let [base, price] = [0, NaN]
  for (const [index, { lotSize, tickSize }] of desk.instruments.entries()) {
    base += quantityOf(desk.position(index), lotSize)
    const mid = priceOf(desk.midTicks(index) as PriceTicks, tickSize)
    if (Number.isNaN(price)) price = mid
  }
  return Number.isNaN(price) ? 0 : Math.abs(base) * price
}
