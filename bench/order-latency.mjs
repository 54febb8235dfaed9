// From the bytes of a market message on our socket to the bytes of the order they bring about on its socket, inside our
// process: our decoders, book, queue, engine, risk, the journal on the disk, our writers. Histograms are HDR (node:perf_hooks).
//
//   node bench/order-latency.mjs [ORDERS]
//
// The exchange is served by another process, and the desk follows ten of its instruments, as a desk does: an idle processor
// sleeps, and wakes up late. Where the journal lies on a disk of memory, what is left is our own. What our thread waited for
// a processor is in all rows but the last, which is without: Linux counts it (schedstat).
import { spawn } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'
import { mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHistogram, performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { servedKeys } from '../build/src/app/exchange/serve.js'
import { beginRun } from '../build/src/app/live/begin-run.js'
import { LiveDriver } from '../build/src/app/live/live-driver.js'
import { usualLive } from '../build/src/app/live/live-setup.js'
import { openJournal } from '../build/src/app/live/open-journal.js'
import { raiseOwnPriority } from '../build/src/app/live/own-priority.js'
import { wallClock } from '../build/src/app/live/wall-clock.js'
import { WireFeed } from '../build/src/app/market/wire-feed.js'
import { servedPlace } from '../build/src/app/market/wire-plan.js'
import { wirePlans } from '../build/src/app/market/wire-plans.js'
import { openExchange } from '../build/src/gateways/ccxt-exchange.js'
import { CcxtVenue } from '../build/src/gateways/ccxt-venue.js'
import { marketOf } from '../build/src/gateways/listed-markets.js'

const wanted = Number(process.argv[2] ?? 2_000)
/** Left out: code is compiled meanwhile. */
const warmUp = 200
/** Between two orders: Bybit takes twenty a second. */
const betweenUs = 100_000

const schedstat = openSync(`/proc/self/task/${process.pid}/schedstat`)
const statText = Buffer.alloc(64)

/** How long our thread has waited for a processor since it began, ms. */
function waited() {
  const length = readSync(schedstat, statText, 0, 64, 0)
  return Number(statText.latin1Slice(0, length).split(' ')[1]) / 1e6
}

/** When the bytes came that are being read now, ms of this process, and what had been waited until then. */
let data = { at: Number.NaN, waited: Number.NaN }
/** By the local time of what they told. */
const heardAt = new Map()
/** Orders that are decided, and those that leave: one after another. */
const decided = []
const leaving = []
const stages = {
  'bytes to decision': createHistogram(),
  'decision to the disk and back': createHistogram(),
  'command to bytes': createHistogram(),
  'of it, the call that writes': createHistogram(),
  'bytes to order on the wire': createHistogram(),
  'the same but for the disk': createHistogram(),
  'the same, and for processors waited for': createHistogram(),
}
const progress = { measured: 0 }

subscribe('net.client.socket', ({ socket }) => {
  const { emit } = socket
  socket.emit = function (event, ...rest) {
    if (event === 'data') {
      const before = waited()
      data = { at: performance.now(), waited: before }
    }
    return emit.call(this, event, ...rest)
  }
})
// An order's request is one text; it is on its way when the call returns. Orders leave one after another.
const { write } = Socket.prototype
Socket.prototype.write = function (...args) {
  const begun = performance.now()
  const isTaken = write.apply(this, args)
  if (typeof args[0] === 'string' && args[0].startsWith('POST /bybit/v5/order/create'))
    written(begun)
  return isTaken
}

const exchangeProcess = spawn(
  process.execPath,
  [fileURLToPath(new URL('soak/market.mjs', import.meta.url))],
  { stdio: ['pipe', 'pipe', 'inherit'] },
)
// As `isobar trade` does; the exchange's process stays as it is.
const isBeforeOthers = raiseOwnPriority()
const folder = mkdtempSync(join(process.env['ISOBAR_JOURNAL_ROOT'] ?? tmpdir(), 'isobar-latency-'))
try {
  await measure(JSON.parse(await firstLine(exchangeProcess.stdout)))
} finally {
  exchangeProcess.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(`${page().join('\n')}\n`)
process.exit(0)

async function measure({ address, bases }) {
  const { key: apiKey, secret } = servedKeys
  const exchange = await openExchange('bybit', {
    url: `${address}/bybit`,
    apiKey,
    secret,
    options: { fetchMarkets: { types: ['spot'] }, defaultType: 'spot' },
  })
  exchange.enableRateLimit = false
  const markets = await exchange.loadMarkets()
  const listings = bases.map((base, index) => {
    const { instrument, market } = marketOf('bybit', markets, {
      name: `${base}-USDT`,
      class: 'spot',
    })
    return { index, instrument, symbol: market.symbol }
  })
  const instruments = listings.map(({ instrument }) => instrument)
  const plan = wirePlans.find((each) => each.exchange === 'bybit' && each.class === 'spot')
  const feed = new WireFeed(
    plan,
    servedPlace(plan, address),
    listings.map((each) => ({ ...each, symbol: each.symbol.replace('/', '') })),
    wallClock,
  )
  const venue = new CcxtVenue('bybit', exchange, listings, wallClock)
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', instruments, wallClock.now())
  const driver = new LiveDriver({
    ...usualLive,
    mode: 'paper',
    clock: wallClock,
    journal,
    venues: [tapped(venue)],
    feeds: [
      {
        venue: 'bybit',
        start: (listener) =>
          feed.start({
            rows: (rows) => {
              heardAt.set(rows.localTime[0], data)
              listener.rows(rows)
              if (heardAt.size > 1_000) heardAt.delete(heardAt.keys().next().value)
            },
            notice: (notice) => listener.notice(notice),
          }),
        resync: (lost) => feed.resync(lost),
        touch: (index) => feed.touch(index),
        close: () => feed.close(),
      },
    ],
    instruments,
    strategies: [taker()],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000_000,
    limits: { orderNotionalMost: 10_000, positionNotionalMost: 1e6, collarBps: 100 },
    seed: 1,
    answerWithin: 5_000_000,
    watchEvery: 1_000_000,
    tell: () => undefined,
  })
  const started = await driver.start()
  if (started.kind === 'refused') throw new Error(started.differences.join('; '))
  while (progress.measured < wanted + warmUp) await pause(100)
  await driver.end()
}

/** Takes at a message of the book, to buy and to sell in turns. */
function taker() {
  return {
    name: 'taker',
    begin: () => ({ at: 0, turn: 0 }),
    decide(state, event, desk) {
      if (event.kind !== 'market' || event.instrument !== 0 || event.time - state.at < betweenUs)
        return []
      const book = desk.book(0)
      const side = state.turn % 2 === 0 ? 'buy' : 'sell'
      const priceTicks = book.best(side === 'buy' ? 1 : 0)
      if (Number.isNaN(priceTicks)) return []
      state.at = event.time
      state.turn++
      const at = performance.now()
      decided.push({ heard: heardAt.get(event.time), decided: { at, waited: waited() } })
      return [
        {
          kind: 'place',
          order: {
            instrument: 0,
            side,
            lots: 1_000,
            pricing: { kind: 'limit', priceTicks, isPostOnly: false },
            timeInForce: { kind: 'ioc' },
            label: event.time,
          },
        },
      ]
    },
  }
}

/** Notes when a command leaves for the venue: it is on the disk by then. */
function tapped(venue) {
  return new Proxy(venue, {
    get(target, name) {
      const value = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'send') return value.bind(target)
      return (command, wireId, sendBy) => {
        if (command.kind === 'place') {
          const before = waited()
          leaving.push({ ...decided.shift(), sent: { at: performance.now(), waited: before } })
        }
        return target.send(command, wireId, sendBy)
      }
    },
  })
}

function written(begun) {
  const now = performance.now()
  const { heard, decided: at, sent } = leaving.shift()
  if (progress.measured++ < warmUp) return
  const ours = now - heard.at - (sent.at - at.at)
  record('bytes to decision', at.at - heard.at)
  record('decision to the disk and back', sent.at - at.at)
  record('command to bytes', now - sent.at)
  record('of it, the call that writes', now - begun)
  record('bytes to order on the wire', now - heard.at)
  record('the same but for the disk', ours)
  const forProcessors = at.waited - heard.waited + waited() - sent.waited
  record('the same, and for processors waited for', ours - forProcessors)
}

/** Nanoseconds are kept. */
function record(stage, ms) {
  stages[stage].record(Math.max(1, Math.round(ms * 1e6)))
}

function page() {
  const rows = Object.entries(stages).map(([name, histogram]) => {
    const us = [50, 90, 99, 99.9].map((p) => (histogram.percentile(p) / 1_000).toFixed(0))
    return `| ${name} | ${us.join(' | ')} | ${(histogram.max / 1_000).toFixed(0)} |`
  })
  return [
    `Order latency (${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}, ` +
      `${new Date().toISOString().slice(0, 10)}, load ${loadavg()[0].toFixed(0)}, ` +
      `${isBeforeOthers ? 'before other processes' : 'priority as usual'}, node bench/order-latency.mjs ${wanted})`,
    '',
    '| us | p50 | p90 | p99 | p99.9 | most |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ]
}

function firstLine(stream) {
  return new Promise((resolve) => {
    createInterface({ input: stream }).once('line', resolve)
  })
}
