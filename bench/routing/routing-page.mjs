// The study as a page.
import { cpus } from 'node:os'
import { depthBps } from './cost-study.mjs'
import { quantity } from './frontier-study.mjs'
import { depthFactor, everySeconds, firstSecond, latencyMs, seconds } from './routing-market.mjs'

/** What every venue charges in the second table: the cheapest venue's fee. */
export const equalFeeBps = 5.5

export function page(costs, frontier, seeds) {
  return `${[
    '# Routing a large order',
    '',
    `Made by \`node bench/routing-results.mjs ${seeds} > docs/results/routing.md\` on ${new Date().toISOString().slice(0, 10)} (${cpus()[0].model.trim()}, Node ${process.versions.node}).`,
    '',
    ...introduction(seeds),
    ...costLines('## Against one venue and against depth, fees as they are', costs.own),
    'Here fees decide nearly all: bybit charges 5.5 bps, binance and okx 10, kraken 40, coinbase 60.',
    '',
    ...costLines(`## The same where every venue charges ${equalFeeBps} bps`, costs.equal),
    ...frontierLines(frontier),
    ...limits,
  ].join('\n')}\n`
}

const introduction = (seeds) => [
  `${seeds} synthetic markets of five venues (the default plan's BTC spot, ${depthFactor} times its depth so that some venue can hold 100 BTC at`,
  `all), ${seconds} s each; from second ${firstSecond} on, every ${everySeconds} s, an order each way. It is planned on the books as they are heard here, and`,
  `re-priced against the books ${latencyMs} ms later, each venue's order walking what is there then. Nothing in this is a real`,
  'market: the figures compare methods, they promise nothing.',
  '',
]

function costLines(title, rows) {
  const lines = [
    title,
    '',
    `Basis points of the mid at the decision, fees included: mean over all orders and its standard error (from the means of the markets).`,
    `"Depth" splits in proportion to what each venue holds within ${depthBps} bps of the mid. "Saves" is what the router saves at arrival.`,
    '',
    '| BTC | orders | router planned | router arrived | best venue arrived | it fills | depth arrived | saves on venue | saves on depth | worst gap |',
    '|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
  ]
  for (const { quantity: wanted, cases } of rows) {
    const held = cases.filter(({ single }) => single !== undefined && !Number.isNaN(single.arrived))
    const whole = cases.filter(({ router }) => !Number.isNaN(router.arrived))
    const split = whole.filter(({ depth }) => !Number.isNaN(depth.arrived))
    lines.push(
      `| ${wanted} | ${cases.length} | ${figure(whole, ({ router }) => router.planned)} | ${figure(whole, ({ router }) => router.arrived)} | ${figure(held, ({ single }) => single.arrived)} | ${((100 * held.length) / cases.length).toFixed(0)} % | ${figure(split, ({ depth }) => depth.arrived)} | ${figure(held, ({ single, router }) => single.arrived - router.arrived)} | ${figure(split, ({ depth, router }) => depth.arrived - router.arrived)} | ${Math.max(...cases.map(({ gapBps }) => gapBps)).toFixed(4)} bps |`,
    )
  }
  return [...lines, '']
}

function frontierLines({ estimates, slopes, model, points }) {
  const [first] = estimates
  return [
    `## ${quantity} BTC over ten minutes: risk against cost`,
    '',
    `Measured on the first market: volatility ${pm(first.volatility)} a root second, permanent impact ${pm(first.permanentImpact)} a BTC (net`,
    `flow, which moves with prices: the model is given ${model.permanentImpact.toPrecision(3)}), book slope ${pm(slopes[0])} a BTC, refill rate`,
    `${first.refillRate === undefined ? 'not measurable' : `${pm(first.refillRate)} a second`}, half a spread ${model.fixedCost.toPrecision(3)}. All in dollars. Expected cost and deviation are the model's, without fees;`,
    '"worked through" is the mean over all markets and both sides of the same schedule really routed slice by slice, with fees,',
    'and how much single orders differ.',
    '',
    '| risk aversion | first slice | expected cost | deviation | in bps of notional | worked through, bps | their deviation, bps | of it fees |',
    '|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...points.map(({ riskAversion, trades, expectedCost, deviation, realised }) => {
      const notional = realised[0].notional
      const bps = realised.map(({ totalBps }) => totalBps)
      const fees = realised.map((costs) => (costs.fee / costs.notional) * 1e4)
      return `| ${riskAversion} | ${trades[0].toFixed(2)} | ${expectedCost.toFixed(0)} | ${deviation.toFixed(0)} | ${((expectedCost / notional) * 1e4).toFixed(2)} ± ${((deviation / notional) * 1e4).toFixed(2)} | ${mean(bps).toFixed(2)} | ${spread(bps).toFixed(2)} | ${mean(fees).toFixed(2)} |`
    }),
    '',
    'The frontier as data, for a picture (`[deviation, expected cost]`, dollars):',
    '',
    '```json',
    JSON.stringify(
      points.map(({ deviation, expectedCost }) => [
        Math.round(deviation),
        Math.round(expectedCost),
      ]),
    ),
    '```',
    '',
  ]
}

const limits = [
  '## What this does not show',
  '',
  '- What an order takes is missing from the books of its later slices and comes back at the refill rate measured on each tape, from',
  '  the touch on. What others would have done about it is not there: nobody draws back, and nobody comes to fill the gap sooner.',
  '- USDT and USD are at par here for every method alike; a peg that moves is a choice of venue of its own.',
  '- How fast the router is: `node bench/router.mjs`. That it is right: `test/execution/router-oracle.test.ts` and',
  '  `src/execution/router/router.test.ts`.',
]

/** Mean, and its standard error from the means of the markets, which share nothing. */
function figure(cases, valueOf) {
  if (cases.length === 0) return '–'
  const bySeed = grouped(cases)
  const means = [...bySeed.values()].map((own) => mean(own.map(valueOf)))
  return `${mean(cases.map(valueOf)).toFixed(2)} ± ${(spread(means) / Math.sqrt(means.length)).toFixed(2)}`
}

function grouped(cases) {
  const groups = new Map()
  for (const own of cases) groups.set(own.seed, [...(groups.get(own.seed) ?? []), own])
  return groups
}

function mean(values) {
  return values.reduce((a, b) => a + b, 0) / values.length
}

function spread(values) {
  const center = mean(values)
  return Math.sqrt(
    values.reduce((sum, value) => sum + (value - center) ** 2, 0) / Math.max(1, values.length - 1),
  )
}

function pm({ value, standardError }) {
  return `${value.toPrecision(3)} ± ${standardError.toPrecision(2)}`
}
