// Five served exchanges with ten instruments each, for an hour: a trader on paper, our feeds alone, and ccxt's own loops,
// each in a process of its own over the same market at the same time. What every one of them keeps (heap after a
// collection, with its slope) and what it takes (processor time).
//
//   node bench/soak.mjs [SECONDS [SAMPLES.jsonl]]
import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { slopeOf } from './soak/slope.mjs'

const seconds = Number(process.argv[2] ?? 3_600)
/** Samples of the first quarter are left out of the slope: what is bounded fills up, code is compiled. */
const warmUp = seconds / 4
const everySeconds = Math.max(1, Math.min(15, seconds / 60))

const samplesFile = process.argv[3]
const folder = mkdtempSync(join(tmpdir(), 'isobar-soak-'))
const children = []

const market = begin('market')
const served = await market.said()
const text = JSON.stringify(served)
const watched = {}
for (const [name, ...how] of [
  ['the trader on paper', 'trader', text, join(folder, 'journal')],
  ['our feeds alone', 'reader', text],
  ["ccxt's loops", 'rival', text],
]) {
  watched[name] = begin(...how)
  await watched[name].said()
  // What all of them ask at once of one address is more than a venue answers.
  await pause(3_000)
}
const all = { ...watched, 'the served exchanges': market }
// Books come and code warms before anything is counted.
await pause(5_000)

const samples = Object.fromEntries(Object.keys(all).map((name) => [name, []]))
const began = performance.now()
const elapsed = () => (performance.now() - began) / 1_000
for (let at = 0; at <= seconds; at += everySeconds) {
  await pause(Math.max(0, (at - elapsed()) * 1_000))
  for (const [name, child] of Object.entries(all)) {
    const sample = { second: elapsed(), ...(await child.ask()) }
    samples[name].push(sample)
    if (samplesFile !== undefined) {
      appendFileSync(samplesFile, `${JSON.stringify({ name, ...sample })}\n`)
    }
  }
}
for (const child of children) child.end()
rmSync(folder, { recursive: true, force: true })
process.stdout.write(`${page().join('\n')}\n`)

/** A process that says and is asked for lines of JSON. */
function begin(name, ...args) {
  const script = fileURLToPath(new URL(`soak/${name}.mjs`, import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', script, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.on('exit', (code) => {
    if (code !== 0 && code !== null) throw new Error(`${name} ended with ${code}`)
  })
  const said = async () => JSON.parse((await lines.next()).value)
  const handle = {
    said,
    ask: () => {
      child.stdin.write('\n')
      return said()
    },
    end: () => child.stdin.end(),
  }
  children.push(handle)
  return handle
}

function page() {
  const rows = Object.entries(samples).map(([name, list]) => {
    const used = list.at(-1).cpuSeconds - list[0].cpuSeconds
    const span = list.at(-1).second - list[0].second
    const late = list.filter(({ second }) => second >= warmUp)
    const heap = slopeOf(
      late.map(({ second }) => second / 3_600),
      late.map(({ heapBytes }) => heapBytes / 1e6),
    )
    const mean = late.reduce((sum, { heapBytes }) => sum + heapBytes, 0) / late.length / 1e6
    const rss = list.at(-1).rssBytes / 1e6
    return (
      `| ${name} | ${used.toFixed(1)} | ${((used / span) * 100).toFixed(1)} % | ${mean.toFixed(1)} | ` +
      `${heap.slope.toFixed(2)} ± ${heap.error.toFixed(2)} | ${rss.toFixed(0)} |`
    )
  })
  const last = Object.entries(samples).map(([name, list]) => {
    const { cpuSeconds: _c, heapBytes: _h, rssBytes: _r, second: _s, ...counts } = list.at(-1)
    return `${name}: ${JSON.stringify(counts)}`
  })
  return [
    `Soak (${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}, ` +
      `${new Date().toISOString().slice(0, 10)}, load ${loadavg()[0].toFixed(0)} at the end, ` +
      `node bench/soak.mjs ${seconds})`,
    '',
    '| | processor s | of a core | heap, MB | its slope, MB/h | resident, MB |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    ...last,
  ]
}
