// A route over 10 venues x 200 levels against putting all levels into one list and sorting it, and how long the exact
// treatment of lots and minimums takes:
//
//   node bench/router.mjs > docs/results/router-speed.md
import { cpus } from 'node:os'
import { processorClock } from './race.mjs'

const built = new URL('../build/src/', import.meta.url)
const { divisibleSplit } = await import(new URL('execution/router/divisible-split.js', built))
const { planRoute } = await import(new URL('execution/router/plan-route.js', built))
const { Random } = await import(new URL('math/random.js', built))

const venues = 10
const levels = 200
const books = Array.from({ length: venues }, (_, k) => bookOf(k, new Random(100 + k)))

/** A book around 60,000: a few ticks between levels, quantities as they come, a fee of its own. */
function bookOf(k, random) {
  const prices = new Float64Array(levels)
  const quantities = new Float64Array(levels)
  let price = 600_000 + random.integerBelow(100)
  for (let level = 0; level < levels; level++) {
    prices[level] = price
    price += 1 + random.integerBelow(20)
    quantities[level] = 1 + Math.floor(20_000 * random.uniform() ** 3)
  }
  return {
    venue: `venue-${k}`,
    instrument: 'BTC-USDT',
    levels: {
      count: levels,
      prices,
      quantities,
      priceStep: { units: 1, decimals: 1 },
      quantityStep: { units: 1, decimals: 5 },
    },
    lotSize: [
      { units: 1, decimals: 5 },
      { units: 1, decimals: 4 },
      { units: 1, decimals: 3 },
    ][k % 3],
    minNotional: { units: BigInt([5, 10, 5000][k % 3]), decimals: 0 },
    takerFeeBps: [0, 1, 2, 3, 5][k % 5],
  }
}

const divisible = books.map(({ levels: side, takerFeeBps }) => ({
  count: side.count,
  prices: side.prices.map((ticks) => ticks / 10),
  quantities: side.quantities.map((steps) => steps / 1e5),
  costFactor: 1 + takerFeeBps / 1e4,
}))
// What a rival is handed: levels as objects, as feeds and exchange libraries give them.
const objects = divisible.map(({ prices, quantities }) =>
  Array.from(prices, (price, level) => ({ price, quantity: quantities[level] })),
)

function concatAndSort(quantity) {
  const all = []
  for (const [venue, side] of objects.entries()) {
    const factor = divisible[venue].costFactor
    for (const { price, quantity: here } of side) all.push({ venue, cost: price * factor, here })
  }
  all.sort((a, b) => a.cost - b.cost)
  const taken = new Float64Array(venues)
  let left = quantity
  let cost = 0
  for (const level of all) {
    if (left <= 0) break
    const here = Math.min(left, level.here)
    taken[level.venue] += here
    cost += here * level.cost
    left -= here
  }
  return cost
}

const taken = new Float64Array(venues)
const secondsOf = (work, count) => {
  const started = processorClock()
  for (let k = 0; k < count; k++) work()
  return (processorClock() - started) / 1000 / count
}
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
const lines = [
  '# How fast the router is',
  '',
  `${machine}, ${new Date().toISOString().slice(0, 10)}, \`node bench/router.mjs > docs/results/router-speed.md\`. The rival puts`,
  'all levels of all venues into one list and sorts it, as one does without a router.',
  '',
  '| divisible split, 10 x 200 | ours | concatenate and sort | ratio |',
  '|---|---:|---:|---:|',
]
for (const wanted of [10, 30, 100, 300, 1000, 1900]) {
  const quantity = quantityTouching(wanted)
  const { cost, levels: touched } = divisibleSplit(divisible, quantity, taken)
  if (Math.abs(cost - concatAndSort(quantity)) > 1e-9 * cost) throw new Error('two costs')
  const ours = () => divisibleSplit(divisible, quantity, taken)
  const theirs = () => concatAndSort(quantity)
  secondsOf(ours, 20_000)
  secondsOf(theirs, 60)
  const rounds = Array.from({ length: 7 }, () => [secondsOf(ours, 1500), secondsOf(theirs, 25)])
  const our = median(rounds.map(([first]) => first))
  const their = median(rounds.map(([, second]) => second))
  lines.push(
    `| ${touched} levels touched | ${us(our)} | ${us(their)} | ${(their / our).toFixed(1)}x |`,
  )
}

function quantityTouching(wanted) {
  let [low, high] = [0, 1e4]
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2
    if (divisibleSplit(divisible, middle, taken).levels < wanted) low = middle
    else high = middle
  }
  return high
}

// Every question another quantity over other books.
const markets = Array.from({ length: 50 }, (_, m) =>
  books.map((__, k) => bookOf(k, new Random(1000 * m + k))),
)
lines.push(
  '',
  '| lots and minimums, 10 x 200, each question other books | median | p99 | proven optimal | largest gap |',
  '|---|---:|---:|---:|---:|',
)
const questions = [
  { name: 'lots of three sizes, minimums', request: {} },
  { name: 'the same, 100 to 700 levels touched', request: {}, isLarge: true },
  { name: 'at most 4 of these venues', request: { maxVenues: 4 } },
  { name: 'the same, to the optimum', request: { maxVenues: 4, effort: 'exact' } },
  { name: 'lots of 0.003 and 0.005, minimums', request: {}, mixed: true },
]
for (const question of questions) lines.push(`| ${question.name} | ${campaign(question)} |`)
lines.push(
  '',
  'Books are columns of whole ticks and lots, as `book` keeps them; the second table is `planRoute` with everything it does,',
  'exact money and bound included, each question the least of five calls, after 3,000 of others. Times are of the processor: what other work',
  'on the machine takes is none of it, nor is what the compiler and the collector do beside a call. Shares are of the questions asked, gaps relative to the cost.',
)
process.stdout.write(`${lines.join('\n')}\n`)

function campaign({ mixed = false, isLarge = false, request }) {
  const random = new Random(7)
  const times = []
  let proven = 0
  let gap = 0
  const count = 500
  for (let k = -300; k < count; k++) {
    const market = mixed
      ? markets[random.integerBelow(50)].map((book, b) => ({
          ...book,
          lotSize: { units: b % 2 === 0 ? 3 : 5, decimals: 3 },
        }))
      : markets[random.integerBelow(50)]
    // A hundredth of a coin to five, which is about a hundred levels; or up to thirty.
    const units = BigInt(
      Math.round(10 ** (isLarge ? 5.7 + 0.8 * random.uniform() : 3 + 2.7 * random.uniform())),
    )
    const quantity = { units: mixed ? units / 100n : units, decimals: mixed ? 3 : 5 }
    const asked = { side: 'buy', quantity, ...request }
    const plan = planRoute(market, asked)
    if (k < 0) {
      // So often that the compiler is done, however busy the machine is.
      for (let turn = 1; turn < 10; turn++) planRoute(market, asked)
      continue
    }
    const turns = Array.from({ length: 5 }, () => secondsOf(() => planRoute(market, asked), 1))
    times.push(Math.min(...turns))
    proven += plan.isOptimal ? 1 : 0
    const cost = Number(plan.cost.units) / 10 ** plan.cost.decimals
    if (cost > 0) gap = Math.max(gap, (cost - plan.lowerBound) / cost)
  }
  times.sort((a, b) => a - b)
  const at = (share) => us(times[Math.floor(share * (count - 1))])
  return `${at(0.5)} | ${at(0.99)} | ${((100 * proven) / count).toFixed(1)} % | ${(gap * 1e4).toFixed(4)} bps`
}

function us(seconds) {
  return `${(seconds * 1e6).toFixed(seconds < 1e-5 ? 2 : 1)} us`
}
