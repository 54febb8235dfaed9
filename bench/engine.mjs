// The engine with a simulated venue, from columns in memory on one core: a maker that keeps both sides quoted, a queue
// model, and latency both ways.
//
//   node --expose-gc bench/engine.mjs [RECORDING] [--hftbacktest PYTHON] [--nautilus PYTHON]
//
// Without a recording a seeded book is made. With a Python that has hftbacktest (pip install hftbacktest) or
// NautilusTrader (pip install nautilus_trader), the same events go through those programs with the same rules
// (bench/thirdparty/engine), in turns, and the ratio of the medians is printed.
//
// hftbacktest wakes its maker every 100 ms and no more, and so does our first line; our second asks the maker at every
// message as well. Both keep two books, one at the venue and one here; ours hashes every message and books every fill in
// a ledger. NautilusTrader has neither latency of the feed nor a queue, and one book; of its events the first
// 400,000 are run, for they are objects. Times are of the processor, all threads, not of the clock: other work on the
// machine does not count.
//
// docs/results/engine-speed.md has the figures.
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { madeUpTape, recordedTape } from './engine/tape.mjs'
import { runMaker } from './engine/maker.mjs'
import { Rival, writeRivalFile } from './engine/rival.mjs'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    hftbacktest: { type: 'string' },
    nautilus: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
})
const rounds = Number(values.rounds)
const tape = positionals.length > 0 ? await recordedTape(positionals[0]) : madeUpTape(4_000_000)
const folder = mkdtempSync(join(tmpdir(), 'isobar-bench-'))

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
const rows = tape.rows.length
const contestants = [
  { name: 'isobar, asked at its timers', events: rows, run: async () => runMaker(tape) },
  {
    name: 'isobar, asked at every message',
    events: rows,
    run: async () => runMaker(tape, undefined),
  },
]
const rivals = []
const heaps = []
try {
  for (const [name, script, rowsMost] of [
    ['hftbacktest', 'maker.py', Infinity],
    ['nautilus', 'nautilus.py', 400_000],
  ]) {
    if (values[name] === undefined) continue
    const rival = new Rival(values[name], script)
    rivals.push(rival)
    const events = await rival.open(writeRivalFile(tape, folder), tape, Math.min(rows, rowsMost))
    contestants.push({ name, events, run: async () => rival.run() })
  }
  // The first two warm the compilers up.
  for (let round = -2; round < rounds; round++) {
    for (const each of contestants) {
      each.last = await each.run()
      if (round >= 0) (each.seconds ??= []).push(each.last.seconds / each.events)
    }
  }
  // Not between the rounds that are timed: to collect everything throws compiled code away, a third of the speed.
  for (let round = 0; round < 5; round++) {
    runMaker(tape)
    globalThis.gc?.()
    heaps.push(process.memoryUsage().heapUsed / 2 ** 20)
  }
} finally {
  for (const rival of rivals) rival.close()
  rmSync(folder, { recursive: true, force: true })
}
const [first] = contestants
const lines = contestants.map(({ name, last, seconds, events }) => {
  const rate = `${(1 / median(seconds) / 1e6).toFixed(2)} M events/s (median of ${rounds})`
  const ratio = (median(seconds) / median(first.seconds)).toFixed(2)
  const made = `${last.orders} orders, ${last.fills} fills of ${events} events`
  return `${name} ${last.version ?? last.hash}: ${rate}, ${ratio} times the first's time; ${made}`
})
process.stdout.write(
  `${[
    `${cpus()[0].model}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
    `${tape.name}: ${rows} events, ${first.last.messages} messages`,
    ...lines,
    `heap after each of five more rounds, MiB: ${heaps.map((each) => each.toFixed(1)).join(' ')}`,
  ].join('\n')}\n`,
)
