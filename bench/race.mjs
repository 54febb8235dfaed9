// Times our code against a rival's on the same data, in turns, in one run.
//
// A rival is a program that reads one JSON question a line and answers one line: {"seconds", "value"}, the time for
// `count` repetitions and what it found, so that no ratio is printed for two different answers. Processor load moves
// both alike; medians over the rounds are compared.
import { spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'

/**
 * One workload, ours and theirs in turns.
 *
 * @param {object} race
 * @param {string} race.name
 * @param {() => number} race.ours does it once, gives the number to compare
 * @param {(count: number) => Promise<{seconds: number, value: number}>} race.theirs
 * @param {number} race.tolerance relative difference of the two numbers that is still the same answer
 * @param {number} [race.rounds]
 * @param {() => number} [race.clock] milliseconds: the time on the wall, unless both sides are timed by another
 */
export async function race({ name, ours, theirs, tolerance, rounds = 7, clock = wallClock }) {
  const seconds = (work, count) => secondsOf(work, count, clock)
  const value = ours()
  // The first workload of a process would else be timed while the compiler still works on it.
  const warmAt = performance.now() + 1000
  while (performance.now() < warmAt) ours()
  const ourCount = countFor(seconds(ours, 1))
  const { seconds: once, value: rivalValue } = await theirs(1)
  const difference = Math.abs(value - rivalValue) / Math.abs(rivalValue)
  if (!(difference <= tolerance)) throw new Error(`${name}: ${value} is not ${rivalValue}`)
  const theirCount = countFor(once)
  const times = []
  for (let round = 0; round <= rounds; round++) {
    const our = seconds(ours, ourCount) / ourCount
    const their = (await theirs(theirCount)).seconds / theirCount
    if (round > 0) times.push({ our, their }) // the first warms up
  }
  const our = median(times.map((time) => time.our))
  const their = median(times.map((time) => time.their))
  return { name, our, their, ratio: their / our, difference }
}

/** Repetitions that take about a third of a second: long against the clock, short against the load's changes. */
function countFor(secondsOnce) {
  return Math.max(1, Math.min(20_000, Math.round(0.3 / secondsOnce)))
}

function wallClock() {
  return performance.now()
}

/** Milliseconds in which this process, all its threads, had a processor: what other work on the machine leaves alone. */
export function processorClock() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function secondsOf(work, count, clock) {
  const started = clock()
  for (let k = 0; k < count; k++) work()
  return (clock() - started) / 1000
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Starts a rival; one thread, as ours. */
export function startRival(command, args) {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      const line = await lines.next()
      if (line.done) throw new Error(`${command} ${args.join(' ')} ended`)
      return JSON.parse(line.value)
    },
    end: () => child.stdin.end(),
  }
}

/** The table of a run, with what it ran on. */
export function printRaces(title, command, races) {
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
  const rows = races.map(({ name, our, their, ratio, difference }) => [
    name,
    duration(our),
    duration(their),
    `${ratio.toFixed(1)}x`,
    difference.toExponential(0),
  ])
  const lines = [
    `${title} (${machine}, ${new Date().toISOString().slice(0, 10)}, ${command})`,
    '',
    '| workload | ours | rival | ratio | difference |',
    '|---|---:|---:|---:|---:|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ]
  process.stdout.write(`${lines.join('\n')}\n\n`)
}

function duration(value) {
  return value < 1e-3 ? `${(value * 1e6).toFixed(1)} us` : `${(value * 1e3).toFixed(2)} ms`
}
