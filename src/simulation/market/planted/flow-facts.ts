import { eventSide } from '../../../core/events/event-codes.ts'
import { millisecondsOf, type Instant } from '../../../core/time.ts'
import { normalQuantile } from '../../../math/distributions/normal.ts'
import type { ListedMarket, MarketWorld } from '../market-world.ts'
import { nextStep, type PlantedAgent } from './planted-agent.ts'
import type { PlantedFact, PlantedTruth } from './planted-fact.ts'

type Fact<Kind extends PlantedFact['kind']> = Extract<PlantedFact, { readonly kind: Kind }>

const minute = 60
/** Minutes for which the plan's deviation counts. */
const priorMinutes = 30
/** Minutes within which what the slope lacks is made up: a day's storms, and not every gust. */
const correctionMinutes = 360
/** Minutes that are written down one by one, at most: a month. */
const rowsMost = 43_200

/**
 * The imbalance of one minute's trades drives the efficient price in the next.
 *
 *   x = (lots bought - lots sold) / lots traded of a minute, over its root mean square of the minutes before
 *   b = sqrt(R^2 / (1 - R^2)) s
 *   drift of the next minute = (b + (n / tau) (b - slope)) x, at most three times b x, and never against x
 *
 * slope and s are the slope of a minute's return on x and the deviation of what it leaves, over the n minutes so far, in
 * the mid prices of the place; what the plan says counts for half an hour. Storms change s, and aggressors leave the mid
 * a little too far, from where it comes back: what the slope lacks for it is made up within tau. So in the long run the
 * R squared of the next minute's return on x is the stated one. What it came to is in the truth, with its interval.
 */
export class FlowSignal implements PlantedAgent {
  nextAt = 0
  readonly #world: MarketWorld
  readonly #fact: Fact<'flow-signal'>
  readonly #listed: ListedMarket
  readonly #step: number
  readonly #ratio: number
  readonly #rows: Record<string, number>[] = []
  #minute = 0
  #drift = 0
  #x = NaN
  #squares = 1 / 12
  #minutes = 1
  #mid = NaN
  /** Sums over minutes: of x squared, of x times the return, and of the return squared. */
  #xx = priorMinutes
  #xy: number
  #yy: number
  #signed = 0
  #traded = 0

  constructor(world: MarketWorld, fact: Fact<'flow-signal'>, step: number) {
    this.#world = world
    this.#fact = fact
    this.#listed = world.at(fact)
    this.#step = step
    this.#ratio = Math.sqrt(fact.rSquared / (1 - fact.rSquared))
    const deviation = world.prices.deviation(this.#listed.base, minute)
    this.#xy = priorMinutes * this.#ratio * deviation
    this.#yy = priorMinutes * (1 + this.#ratio ** 2) * deviation ** 2
  }

  act(now: number): void {
    while (now >= (this.#minute + 1) * minute) this.#turn(now)
    this.#world.prices.move(this.#listed.base, (this.#drift * this.#step) / minute)
    this.nextAt = nextStep(now, this.#step)
  }

  truth(): PlantedTruth {
    const realised = correlationOf(this.#rows)
    const [lower, upper] = squaredInterval(this.#rows, realised)
    return {
      fact: this.#fact,
      from: this.#world.instantAt(0),
      to: this.#world.instantAt(this.nextAt),
      figures: {
        minutes: this.#rows.length,
        statedRSquared: this.#fact.rSquared,
        realisedRSquared: realised * realised,
        lowerRSquared: lower,
        upperRSquared: upper,
        realisedCorrelation: realised,
      },
      rows: this.#rows,
    }
  }

  /** A minute is over: what its trades say, and what the minute before it had said of it. */
  #turn(now: number): void {
    const { market } = this.#listed
    const mid = Math.log(market.mid())
    if (!Number.isNaN(this.#x)) {
      const logReturn = mid - this.#mid
      this.#xx += this.#x * this.#x
      this.#xy += this.#x * logReturn
      this.#yy += logReturn * logReturn
      if (this.#rows.length < rowsMost) {
        const time = millisecondsOf(this.#world.instantAt(this.#minute * minute))
        this.#rows.push({ time, signal: this.#x, logReturn })
      }
    }
    const signed = market.signedLots - this.#signed
    const traded = market.tradedLots - this.#traded
    this.#signed = market.signedLots
    this.#traded = market.tradedLots
    const imbalance = traded > 0 ? signed / traded : 0
    this.#x = imbalance / Math.sqrt(this.#squares / this.#minutes)
    this.#squares += imbalance * imbalance
    this.#minutes++
    this.#drift = this.#gain() * this.#x
    this.#mid = mid
    this.#minute = Math.floor(now / minute)
  }

  #gain(): number {
    const minutes = priorMinutes + this.#minutes - 2
    const slope = this.#xy / this.#xx
    const wanted = this.#ratio * Math.sqrt((this.#yy - slope * this.#xy) / minutes)
    const lacking = (minutes / correctionMinutes) * (wanted - slope)
    return Math.min(3 * wanted, Math.max(0, wanted + lacking))
  }
}

/** Crowds longs of an asset below the price, empties the insurance funds and pushes the price into them. */
export class LiquidationCascade implements PlantedAgent {
  nextAt: number
  readonly #world: MarketWorld
  readonly #fact: Fact<'liquidation-cascade'>
  readonly #listed: readonly ListedMarket[]
  readonly #step: number
  #before: readonly Record<string, number>[] = []
  #after: readonly Record<string, number>[] = []

  constructor(world: MarketWorld, fact: Fact<'liquidation-cascade'>, step: number) {
    this.#world = world
    this.#fact = fact
    this.#step = step
    this.#listed = world.listed.filter(
      ({ market, perpetual }) => perpetual !== undefined && market.instrument.base === fact.base,
    )
    this.nextAt = fact.atSeconds
  }

  act(now: number): void {
    const { atSeconds, seconds, shockBps, base } = this.#fact
    if (this.#before.length === 0) {
      this.#crowd()
      this.#before = this.#counts()
    }
    const shock = Math.min(shockSeconds, seconds)
    if (now < atSeconds + shock) {
      this.#world.prices.move(this.#world.asset(base), ((-shockBps / 1e4) * this.#step) / shock)
    }
    this.#after = this.#counts()
    this.nextAt = now >= atSeconds + seconds ? Infinity : nextStep(now, this.#step)
  }

  truth(): PlantedTruth {
    const { atSeconds, seconds } = this.#fact
    const rows = this.#listed.map((_, k) => differenceOf(this.#before[k], this.#after[k]))
    const sum = (name: string): number => rows.reduce((total, row) => total + (row[name] ?? 0), 0)
    return {
      fact: this.#fact,
      from: this.#world.instantAt(atSeconds),
      to: this.#world.instantAt(atSeconds + seconds),
      figures: {
        forcedOrders: sum('forcedOrders'),
        forcedLots: sum('forcedLots'),
        deleveragedLots: sum('deleveragedLots'),
      },
      rows,
    }
  }

  /** The longs stand where a fifth to twice the shock will reach them; as many shorts are far from harm. */
  #crowd(): void {
    const { shockBps, crowdedNotional, insurance } = this.#fact
    for (const { market, perpetual } of this.#listed) {
      perpetual!.insure(insurance)
      const lots = Math.floor(market.lotsOf(crowdedNotional) / crowds)
      for (let k = 0; k < crowds; k++) {
        const below = ((0.2 + (1.8 * k) / crowds) * shockBps) / 1e4
        perpetual!.positions.openAt(eventSide.buy, lots, market.belief - below)
        perpetual!.positions.openAt(eventSide.sell, lots, market.belief + Math.log(2))
        perpetual!.positions.grow(lots)
      }
    }
  }

  #counts(): Record<string, number>[] {
    return this.#listed.map(({ market, perpetual }) => {
      const { orders, lots, deleveragedLots, fundEmptyAt } = perpetual!.counts
      const instrument = market.index
      const fundEmpty = millisecondsOf(fundEmptyAt as Instant)
      return {
        instrument,
        forcedOrders: orders,
        forcedLots: lots,
        deleveragedLots,
        fundEmptyAt: fundEmpty,
      }
    })
  }
}

const shockSeconds = 5
const crowds = 40

function differenceOf(
  before: Readonly<Record<string, number>> | undefined,
  after: Readonly<Record<string, number>> | undefined,
): Record<string, number> {
  if (before === undefined || after === undefined) return {}
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [
      name,
      isCount(name) ? value - before[name]! : value,
    ]),
  )
}

function isCount(name: string): boolean {
  return name !== 'instrument' && name !== 'fundEmptyAt'
}

/**
 * The interval of 95 % of a squared correlation, by its influences summed over hours, for storms last longer than
 * minutes, in Fisher's z.
 *
 *   influence = z_x z_y - r (z_x^2 + z_y^2) / 2
 */
function squaredInterval(
  rows: readonly Readonly<Record<string, number>>[],
  correlation: number,
): readonly [number, number] {
  const x = standardised(rows, 'signal')
  const y = standardised(rows, 'logReturn')
  const hours = new Float64Array(Math.ceil(rows.length / 60))
  for (let at = 0; at < rows.length; at++) {
    const influence = x[at]! * y[at]! - (correlation * (x[at]! ** 2 + y[at]! ** 2)) / 2
    hours[Math.floor(at / 60)]! += influence
  }
  const squares = hours.reduce((sum, value) => sum + value * value, 0)
  const reach =
    (normalQuantile(0.975) * Math.sqrt(squares)) / rows.length / (1 - correlation * correlation)
  const [low, high] = [-1, 1].map((sign) => Math.tanh(Math.atanh(correlation) + sign * reach))
  const [a, b] = [low! ** 2, high! ** 2]
  return [low! * high! < 0 ? 0 : Math.min(a, b), Math.max(a, b)]
}

function standardised(
  rows: readonly Readonly<Record<string, number>>[],
  name: string,
): Float64Array {
  const values = Float64Array.from(rows, (row) => row[name]!)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return values.map((value) => (value - mean) / Math.sqrt(variance))
}

/** Correlation of signal and return over the rows; NaN for fewer than three. */
function correlationOf(rows: readonly Readonly<Record<string, number>>[]): number {
  const n = rows.length
  if (n < 3) return NaN
  const mean = (name: string): number => rows.reduce((sum, row) => sum + row[name]!, 0) / n
  const [meanX, meanY] = [mean('signal'), mean('logReturn')]
  let xx = 0
  let yy = 0
  let xy = 0
  for (const row of rows) {
    const x = row['signal']! - meanX
    const y = row['logReturn']! - meanY
    xx += x * x
    yy += y * y
    xy += x * y
  }
  return xy / Math.sqrt(xx * yy)
}
