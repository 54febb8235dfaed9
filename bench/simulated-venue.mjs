// The simulated venue from columns in memory: market rows a second on one core with N resting orders an instrument, with
// queue positions and latencies. Whatever fills is placed again, so that N stay.
//
//   node bench/simulated-venue.mjs [ROWS]
//
// The rival is the same rows through `InstrumentBook` alone: what a book costs without a venue around it.
import { cpus } from 'node:os'
import { estimatedQueue, powerShare } from '../build/src/book/queue/estimated-queue.js'
import { InstrumentBook } from '../build/src/book/instrument-book.js'
import { EventColumns } from '../build/src/core/events/event-columns.js'
import { flatFees } from '../build/src/core/fee-schedule.js'
import { plainFees } from '../build/src/core/fee-plan.js'
import { plainRules } from '../build/src/core/trading-rules.js'
import { Random } from '../build/src/math/random.js'
import { constantFeed } from '../build/src/simulation/venue/latency/feed-clock.js'
import { constantLatency } from '../build/src/simulation/venue/latency/order-latency.js'
import { freedByChange } from '../build/src/simulation/venue/matching/taken-liquidity.js'
import { SimulatedVenue } from '../build/src/simulation/venue/simulated-venue.js'

const wanted = Number(process.argv[2] ?? 4e6)
const rounds = 7
const instruments = 2
const rows = madeUp(wanted)

const byBook = median(repeat(() => timed(throughBooks)))
const lines = [
  `Simulated venue (${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ` +
    `${new Date().toISOString().slice(0, 10)}, node bench/simulated-venue.mjs)`,
  '',
  `${(rows.length / 1e6).toFixed(1)} M rows of ${instruments} instruments, one in ten a trade, three levels a message; ` +
    `processor time, medians of ${rounds} rounds. Without marks: margin is looked at on trades.`,
  '',
  '| resting orders an instrument | M rows/s | ns a row | fills | book alone, M rows/s | ratio |',
  '|---:|---:|---:|---:|---:|---:|',
]
for (const resting of [0, 1, 10]) {
  let fills = 0
  const seconds = median(
    repeat(() =>
      timed(() => {
        fills = throughVenue(resting)
      }),
    ),
  )
  lines.push(
    `| ${[
      resting,
      (rows.length / seconds / 1e6).toFixed(2),
      ((seconds / rows.length) * 1e9).toFixed(0),
      fills,
      (rows.length / byBook / 1e6).toFixed(2),
      (byBook / seconds).toFixed(2),
    ].join(' | ')} |`,
  )
}
process.stdout.write(`${lines.join('\n')}\n`)

function throughBooks() {
  const books = Array.from({ length: instruments }, () => new InstrumentBook())
  for (let row = 0; row < rows.length; row++) books[rows.instrument[row]].apply(rows, row)
}

/** Hands over every row at its instant; answers are taken when they are due and what has filled is placed anew. */
function throughVenue(resting) {
  const venue = new SimulatedVenue({
    seed: 1,
    instruments: Array.from({ length: instruments }, (_, index) => traded(index)),
    feed: constantFeed(2_000),
    orderLatency: constantLatency(1_500),
    answerLatency: constantLatency(1_500),
    selfTrade: 'cancel-newest',
    idReuse: 'never',
    deposits: [{ currency: 'USDT', atoms: 10n ** 30n }],
  })
  const offsets = new Map()
  let nextId = 1
  let fills = 0
  const place = (instrument, offset, localTime) => {
    const { levels } = venue.tradedOf(instrument).market.book
    const isBuy = offset < 0
    const priceTicks = levels.best(isBuy ? 0 : 1) + offset
    const clientOrderId = nextId++
    offsets.set(clientOrderId, { instrument, offset })
    const pricing = { kind: 'limit', priceTicks, isPostOnly: false }
    const order = { clientOrderId, instrument, side: isBuy ? 'buy' : 'sell', lots: 1_000, pricing }
    venue.send(
      { kind: 'place', order: { ...order, timeInForce: { kind: 'gtc' }, isReduceOnly: false } },
      localTime,
    )
  }
  let isStarted = false
  for (let row = 0; row < rows.length; row++) {
    const at = venue.venueInstant(rows, row)
    while (venue.nextAnswerAt() < at) {
      const answer = venue.takeAnswer()
      if (answer.kind !== 'filled' && answer.kind !== 'cancelled') continue
      if (answer.kind === 'filled') fills++
      if (answer.kind === 'filled' && answer.leavesLots > 0) continue
      const { instrument, offset } = offsets.get(answer.clientOrderId)
      offsets.delete(answer.clientOrderId)
      place(instrument, offset, answer.localTime)
    }
    venue.market(rows, row)
    if (!isStarted && row > 5_000) {
      isStarted = true
      for (let instrument = 0; instrument < instruments; instrument++) {
        for (let k = 0; k < resting; k++) place(instrument, k % 2 === 0 ? -1 - k : k, at)
      }
    }
  }
  return fills
}

function traded(index) {
  return {
    index,
    instrument: {
      name: `C${index}-USDT`,
      venue: 'bench',
      base: `C${index}`,
      quote: 'USDT',
      class: 'linear',
      tickSize: { units: 1, decimals: 1 },
      lotSize: { units: 1, decimals: 6 },
    },
    rules: plainRules,
    fees: plainFees(flatFees(4, 1)),
    queue: estimatedQueue(powerShare(2)),
    taken: freedByChange,
    margin: {
      schedule: [
        { from: -Infinity, tiers: [{ notionalFrom: 0, maintenanceRate: 0.004, leverageMax: 100 }] },
      ],
      mode: 'cross',
      leverage: 10,
      liquidationFeeBps: 0,
      fundingOn: 'mark',
    },
  }
}

/** Markets that walk by a tick now and then; every row of a message at one instant, a millisecond apart. */
function madeUp(count) {
  const random = new Random(42)
  const columns = new EventColumns(count + 64)
  const middles = Array.from({ length: instruments }, () => 100_000)
  let at = 1_700_000_000_000_000
  for (let instrument = 0; instrument < instruments; instrument++) {
    columns.begin(instrument, at, at - 1_000, NaN)
    columns.addClear()
    for (let k = 1; k <= 1_000; k++) {
      columns.addLevel(0, middles[instrument] - k, 1e5)
      columns.addLevel(1, middles[instrument] + k, 1e5)
    }
    columns.end()
  }
  while (columns.length < count) {
    at += 1_000
    const instrument = random.integerBelow(instruments)
    columns.begin(instrument, at, at - 1_000, NaN)
    if (random.uniform() < 0.25) {
      const isBuy = random.uniform() < 0.5
      const price = middles[instrument] + (isBuy ? 1 : -1)
      columns.addTrade(isBuy ? 0 : 1, price, 1 + random.integerBelow(20_000), NaN)
    } else {
      const step = random.uniform() < 0.05 ? (random.uniform() < 0.5 ? 1 : -1) : 0
      // What the middle has come over goes first.
      if (step > 0) columns.addLevel(1, middles[instrument] + 1, 0)
      if (step < 0) columns.addLevel(0, middles[instrument] - 1, 0)
      middles[instrument] += step
      for (let k = 0; k < 3; k++) {
        const side = random.integerBelow(2)
        const distance = 1 + Math.floor(random.exponential() * 20)
        const price = middles[instrument] + (side === 0 ? -distance : distance)
        const isGone = distance > 1 && random.uniform() < 0.3
        columns.addLevel(side, price, isGone ? 0 : 1 + random.integerBelow(1e5))
      }
    }
    columns.end()
  }
  return columns
}

function repeat(work) {
  work()
  return Array.from({ length: rounds }, work)
}

/** Seconds of processor time, collection of garbage included: what else the machine does is not ours. */
function timed(work) {
  const started = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1e6
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
