// How well a planted flow signal's R squared is known: long made-up SOL markets at one venue, the regression of the next
// minute's mid return on a minute's trade imbalance, from nothing but the rows a recorder would have. Prints the table of
// docs/results/synthetic-market.md:
//
//   node bench/planted-signal.mjs [DAYS] [SEEDS] [R2,R2,...]
import { EventColumns } from '../build/src/core/events/event-columns.js'
import { defaultMarketPlan } from '../build/src/simulation/market/default-plan.js'
import { SyntheticMarket } from '../build/src/simulation/market/synthetic-market.js'

const [days = '3', seeds = '3', stated = '0.05,0.1,0.3'] = process.argv.slice(2)
const place = { venue: 'coinbase', base: 'SOL', quote: 'USD', class: 'spot' }
const trade = 3
const minuteUs = 60_000_000

process.stdout.write(
  '| stated | seed | minutes | recovered | 95 % | width / stated | inside |\n| ---: | ---: | ---: | ---: | ---: | ---: | --- |\n',
)
for (const rSquared of stated.split(',').map(Number)) {
  for (let seed = 1; seed <= Number(seeds); seed++) {
    process.stdout.write(`${row(rSquared, recovered(rSquared, seed), seed)}\n`)
  }
}

/** Imbalances and mids, minute by minute, by who sees rows and mid prices alone. */
function recovered(rSquared, seed) {
  const plan = planOf(rSquared, seed)
  const market = new SyntheticMarket(plan)
  const rows = new EventColumns()
  const { levels } = market.market(0).book
  const minutes = Math.round(Number(days) * 1440)
  const imbalance = []
  const mids = []
  for (let minute = 0; minute < minutes; minute++) {
    rows.empty()
    market.advance(plan.start + (minute + 1) * minuteUs, rows)
    let signed = 0
    let traded = 0
    for (let at = 0; at < rows.length; at++) {
      if (rows.kind[at] !== trade || rows.instrument[at] !== 0) continue
      traded += rows.quantity[at]
      signed += rows.side[at] === 0 ? rows.quantity[at] : -rows.quantity[at]
    }
    imbalance.push(traded === 0 ? 0 : signed / traded)
    mids.push(Math.log((levels.best(0) + levels.best(1)) / 2))
  }
  const returns = mids.slice(1).map((mid, at) => mid - mids[at])
  return correlationOf(imbalance.slice(0, -1), returns)
}

function planOf(rSquared, seed) {
  const plan = defaultMarketPlan(seed)
  const { venue, base } = place
  return {
    ...plan,
    venues: plan.venues.filter(({ name }) => name === venue),
    listings: plan.listings.filter((listing) => listing.venue === venue && listing.base === base),
    planted: rSquared > 0 ? [{ kind: 'flow-signal', rSquared, ...place }] : [],
  }
}

function row(rSquared, { correlation, reach, n }, seed) {
  const [low, high] = [-1, 1].map((sign) => Math.tanh(Math.atanh(correlation) + sign * reach) ** 2)
  const isInside = low <= rSquared && rSquared <= high
  const cells = [rSquared, seed, n.toLocaleString('en-US'), (correlation ** 2).toFixed(4)]
  cells.push(`${low.toFixed(4)} to ${high.toFixed(4)}`, ((high - low) / rSquared).toFixed(2))
  return `| ${[...cells, isInside ? 'yes' : 'no'].join(' | ')} |`
}

/** The correlation, and half its interval of 95 % in Fisher's z, from sums over hours: storms last longer than minutes. */
function correlationOf(x, y) {
  const [zx, zy] = [standardised(x), standardised(y)]
  const n = x.length
  const correlation = zx.reduce((sum, value, at) => sum + value * zy[at], 0) / n
  const hours = new Map()
  for (let at = 0; at < n; at++) {
    const influence = zx[at] * zy[at] - (correlation * (zx[at] ** 2 + zy[at] ** 2)) / 2
    const hour = Math.floor(at / 60)
    hours.set(hour, (hours.get(hour) ?? 0) + influence)
  }
  const squares = [...hours.values()].reduce((sum, value) => sum + value ** 2, 0)
  const reach = (1.959964 * Math.sqrt(squares)) / n / (1 - correlation ** 2)
  return { correlation, reach, n }
}

function standardised(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return values.map((value) => (value - mean) / Math.sqrt(variance))
}
