// The engine with a simulated venue, from columns in memory on one core: a maker that keeps both sides quoted, a queue
// model, and latency both ways.
//
//   node bench/engine.mjs [RECORDING] [--rival PYTHON]
//
// Without a recording a seeded book is made. With `--rival`, a Python that has hftbacktest (pip install hftbacktest), the
// same events go through that program with the same rules (bench/thirdparty/engine/maker.py), in turns, and the ratio of
// the medians is printed. The rival wakes its maker every 100 ms and no more, and keeps two books of it; ours is asked at
// every message as well, hashes each, and books every fill in a ledger. Times are of the processor, not of the clock: other work on the machine does not count.
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { madeUpTape, recordedTape } from './engine/tape.mjs'
import { runMaker } from './engine/maker.mjs'
import { Rival, writeRivalFile } from './engine/rival.mjs'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rival: { type: 'string' }, rounds: { type: 'string', default: '5' } },
})
const rounds = Number(values.rounds)
const tape = positionals.length > 0 ? await recordedTape(positionals[0]) : madeUpTape(4_000_000)
const folder = mkdtempSync(join(tmpdir(), 'isobar-bench-'))

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
const ours = []
const theirs = []
let last
let rivalLast
const heaps = []
try {
  const rival = values.rival === undefined ? undefined : new Rival(values.rival)
  if (rival !== undefined) await rival.open(writeRivalFile(tape, folder), tape)
  // The first two warm the compilers up.
  for (let round = -2; round < rounds; round++) {
    last = runMaker(tape)
    if (rival !== undefined) rivalLast = await rival.run()
    if (round < 0) continue
    ours.push(last.seconds)
    if (rivalLast !== undefined) theirs.push(rivalLast.seconds)
  }
  rival?.close()
  // Not between the rounds that are timed: to collect everything throws compiled code away, a third of the speed.
  for (let round = 0; round < 5; round++) {
    runMaker(tape)
    globalThis.gc?.()
    heaps.push(process.memoryUsage().heapUsed / 2 ** 20)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const rate = (seconds) => `${(tape.rows.length / median(seconds) / 1e6).toFixed(2)} M events/s`
const lines = [
  `${cpus()[0].model}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
  `${tape.name}: ${tape.rows.length} events, ${last.messages} messages`,
  `isobar: ${rate(ours)} (median of ${rounds}); ${last.orders} orders, ${last.fills} fills, audit ${last.hash}`,
  `heap after each round, MiB: ${heaps.map((each) => each.toFixed(1)).join(' ')}`,
]
if (rivalLast !== undefined) {
  lines.push(
    `hftbacktest ${rivalLast.version}: ${rate(theirs)}; ${rivalLast.orders} orders, ${rivalLast.fills} fills`,
    `ratio ${(median(theirs) / median(ours)).toFixed(2)}`,
  )
}
process.stdout.write(`${lines.join('\n')}\n`)
