// Predicted capture against realised on tapes with competing takers, and what trading them comes to:
//
//   node bench/arbitrage-races.mjs 4 1800
//
// Markets, and seconds of each. Nothing in them is a market: orders far through the price are planted, takers race for them.
import { EventColumns } from '../build/src/core/events/event-columns.js'
import { Random } from '../build/src/math/random.js'
import { backtestArbitrage } from '../build/src/research/arbitrage/backtest.js'
import { scanTape } from '../build/src/research/arbitrage/scan.js'
import { defaultMarketPlan } from '../build/src/simulation/market/default-plan.js'
import { SyntheticMarket } from '../build/src/simulation/market/synthetic-market.js'
import { one } from '../build/src/strategies/arbitrage/fraction.js'

const markets = Number(process.argv[2] ?? 4)
const seconds = Number(process.argv[3] ?? 1800)
const feeBps = 1
/** Milliseconds of orders to each venue. */
const latencies = { binance: 8, bybit: 12, okx: 25, kraken: 40, coinbase: 60 }
const detector = {
  minEdgeBps: 1,
  staleAfter: 5_000_000,
  quoteMap: new Map([['USDT', { quote: 'USD', rate: one }]]),
  withBasis: false,
  cycleLegsMost: 0,
}
const latencyOf = (venue) => Math.round((latencies[venue] ?? 50) * 1_000)

/** One market's spot SOL at five venues, told at once and change by change; in pieces of a second. */
function* tape(seed) {
  const plan = defaultMarketPlan(seed)
  const listings = plan.listings.filter(
    ({ base, class: kind, quote }) => base === 'SOL' && kind === 'spot' && quote !== 'USDC',
  )
  const market = new SyntheticMarket({
    ...plan,
    venues: plan.venues.map((venue) => ({
      ...venue,
      feed: 'levels',
      latencyMs: 1,
      jitterMs: 0.5,
      conflationMs: 0,
      quotes: false,
    })),
    listings,
    planted: [
      {
        kind: 'raced-quotes',
        base: 'SOL',
        everySeconds: 3,
        bps: 12,
        notional: 4_000,
        reactionMs: 60,
        atSeconds: 5,
        seconds,
      },
    ],
  })
  let added = market.instruments.list().map((instrument) => ({
    instrument,
    symbol: instrument.name,
    terms: {
      takerFeeBps: feeBps,
      lotSize: instrument.lotSize.units / 10 ** instrument.lotSize.decimals,
    },
  }))
  let events = 0
  for (let second = 1; second <= seconds; second++) {
    const rows = new EventColumns()
    market.advance(plan.start + second * 1e6, rows)
    events += rows.length
    yield { rows, added, regridded: [], events }
    added = []
  }
}

function run(program, seed) {
  program.next()
  for (const piece of tape(seed)) program.next(piece)
  return program.next(undefined).value
}

const parameters = {
  minEdgeBps: 1,
  staleMs: 5_000,
  latencyMs: { usual: null, venues: latencies },
  quoteMap: { USDT: 'USD:1' },
}
const seen = []
const traded = []
const lives = []
for (let seed = 1; seed <= markets; seed++) {
  const scan = run(
    scanTape({
      detector,
      latencyOf,
      isHourly: false,
      notes: [],
      parameters: { ...parameters, withBasis: false, cycleLegsMost: 0 },
    }),
    seed,
  )
  const known = scan.opportunities.filter(({ captured }) => captured !== null)
  let [full, count] = [0, 0]
  // The base rate as it was known: of those whose outcome was heard of before each began.
  const outcomes = known
    .map((each) => ({
      ...each,
      hit:
        each.captured.buyQuantity === each.quantity && each.captured.sellQuantity === each.quantity
          ? 1
          : 0,
    }))
    .toSorted((a, b) => a.startTime - b.startTime)
  const pending = []
  for (const each of outcomes) {
    while (pending.length > 0 && pending[0].at < each.startTime) {
      full += pending.shift().hit
      count++
    }
    const base = (full + 2) / (count + 4)
    seen.push({
      seed,
      minute: `${seed} ${Math.floor(each.startTime / 60_000)}`,
      p: each.captureProbability,
      base,
      hit: each.hit,
      edge: each.touchBps,
      latency: Math.max(latencies[each.buyVenue], latencies[each.sellVenue]),
    })
    pending.push({
      at: each.startTime + Math.max(latencies[each.buyVenue], latencies[each.sellVenue]),
      hit: each.hit,
    })
    pending.sort((a, b) => a.at - b.at)
  }
  for (const { durationMs, touchBps } of scan.opportunities) lives.push({ durationMs, touchBps })
  const backtest = run(
    backtestArbitrage({
      detector,
      latencyOf,
      rules: { notionalMost: 3_000, inventoryBps: 0, profitLeast: 0, lookAgainAfter: 1_000_000 },
      treasury: { capitalPerVenue: 100_000, capitalBpsPerYear: 0, venues: new Map() },
      parameters: {
        ...parameters,
        capitalPerVenue: 100_000,
        notionalMost: 3_000,
        profitLeast: 0,
        inventoryBps: 0,
        capitalBpsPerYear: 0,
      },
      notes: [],
    }),
    seed,
  )
  traded.push(backtest)
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
const brier = (rows, name) => mean(rows.map((row) => (row[name] - row.hit) ** 2))
const skill = (rows) => 1 - brier(rows, 'p') / brier(rows, 'base')

/** 95 % of the skill over whole minutes drawn again. */
function interval(rows) {
  const minutes = [...new Set(rows.map(({ minute }) => minute))].map((own) =>
    rows.filter(({ minute }) => minute === own),
  )
  const random = new Random(1)
  const drawn = Array.from({ length: 2_000 }, () =>
    skill(Array.from(minutes, () => minutes[random.integerBelow(minutes.length)]).flat()),
  ).toSorted((a, b) => a - b)
  return [drawn[50], drawn[1_949]]
}

const text = (value, digits = 4) => value.toFixed(digits)
const row = (name, rows) => {
  const [low, high] = interval(rows)
  return `| ${name} | ${rows.length} | ${text(100 * mean(rows.map(({ hit }) => hit)), 1)} % | ${text(100 * mean(rows.map(({ p }) => p)), 1)} % | ${text(brier(rows, 'p'))} | ${text(brier(rows, 'base'))} | ${text(100 * skill(rows), 1)} % (${text(100 * low, 1)} to ${text(100 * high, 1)}) |`
}
process.stdout.write(
  `| | opportunities | captured whole | forecast | Brier | of the base rate | better by, 95 % |\n|---|---:|---:|---:|---:|---:|---:|\n`,
)
const lines = [row('all', seen)]
for (let seed = 1; seed <= markets; seed++)
  lines.push(
    row(
      `market ${seed}`,
      seen.filter((each) => each.seed === seed),
    ),
  )
for (const [name, least, most] of [
  ['edge below 3 bps', 0, 3],
  ['3 to 8', 3, 8],
  ['8 and more', 8, 1e9],
])
  lines.push(
    row(
      name,
      seen.filter(({ edge }) => edge >= least && edge < most),
    ),
  )
for (const latency of [25, 40, 60])
  lines.push(
    row(
      `slower leg ${latency} ms`,
      seen.filter((each) => each.latency === latency),
    ),
  )
process.stdout.write(`${lines.join('\n')}\n\n`)

process.stdout.write(
  '| forecast | opportunities | mean forecast | captured |\n|---|---:|---:|---:|\n',
)
for (let tenth = 0; tenth < 10; tenth += 2) {
  const rows = seen.filter(({ p }) => p >= tenth / 10 && p < tenth / 10 + 0.2)
  if (rows.length > 0)
    process.stdout.write(
      `| ${tenth / 10} to ${tenth / 10 + 0.2} | ${rows.length} | ${text(100 * mean(rows.map(({ p }) => p)), 1)} % | ${text(100 * mean(rows.map(({ hit }) => hit)), 1)} % |\n`,
    )
}
process.stdout.write(
  '\n| edge, bps | opportunities | gone within 10 ms | 25 ms | 60 ms | 200 ms |\n|---|---:|---:|---:|---:|---:|\n',
)
for (const [name, least, most] of [
  ['below 3', 0, 3],
  ['3 to 8', 3, 8],
  ['8 and more', 8, 1e9],
]) {
  const own = lives.filter(({ touchBps }) => touchBps >= least && touchBps < most)
  const gone = [10, 25, 60, 200].map(
    (ms) => `${text(100 * mean(own.map(({ durationMs }) => (durationMs <= ms ? 1 : 0))), 0)} %`,
  )
  process.stdout.write(`| ${name} | ${own.length} | ${gone.join(' | ')} |\n`)
}
process.stdout.write(
  '\n| market | trades | whole | Brier | of the base rate | edge | slippage | legs | fees | left |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n',
)
for (const [at, { pnl, summary }] of traded.entries()) {
  process.stdout.write(
    `| ${at + 1} | ${summary.traded} | ${summary.full} | ${text(summary.forecast?.brier ?? NaN, 3)} | ${text(summary.forecast?.brierBaseRate ?? NaN, 3)} | ${text(pnl.edge, 2)} | ${text(pnl.slippage, 2)} | ${text(pnl.legs, 2)} | ${text(pnl.fees, 2)} | ${text(pnl.edge + pnl.slippage + pnl.legs + pnl.fees, 2)} |\n`,
  )
}
