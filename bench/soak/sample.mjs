// What a process of the soak tells of itself.
import { createInterface } from 'node:readline'

/** One line of JSON. */
export function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** Every line that comes in is answered: heap after a collection, processor time, and what the process counts itself. */
export function answerSamples(counts) {
  const lines = createInterface({ input: process.stdin })
  lines.on('line', () => {
    // What the collection costs is not the work's.
    const { user, system } = process.cpuUsage()
    globalThis.gc()
    const { heapUsed, rss } = process.memoryUsage()
    say({ cpuSeconds: (user + system) / 1e6, heapBytes: heapUsed, rssBytes: rss, ...counts() })
  })
  // Whoever asks is gone.
  lines.on('close', () => process.exit(0))
}
