import { rehearseArbitrage, type RehearsalTerms } from './arbitrage-rehearsal.ts'

// A rehearsal in a process of its own, for what ccxt drops would be taken for the test's: `node arbitrage-child.mjs TERMS`.
// Says what it saw in one line.

const terms = JSON.parse(process.argv[2]!) as Omit<RehearsalTerms, 'fail'>
const failures: string[] = []
const { outcome, ...seen } = await rehearseArbitrage({
  ...terms,
  fail: (error) => void failures.push(String(error)),
})
const { status, run, leftOpen } = outcome
process.stdout.write(
  `${JSON.stringify({ ...seen, status, counts: run.counts, leftOpen, failures })}\n`,
)
// ccxt leaves timers behind.
process.exit()
