import { createInterface } from 'node:readline'
import type { Duration } from '../../src/core/time.ts'
import { journalStatus } from '../../src/app/live/journal-report.ts'
import { LiveDriver } from '../../src/app/live/live-driver.ts'
import { usualLive } from '../../src/app/live/live-setup.ts'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { openJournal } from '../../src/app/live/open-journal.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { hedgeStrategy } from './hedge-strategy.ts'
import { drillStrategy } from '../../src/strategies/drill.ts'
import { fakeInstrument, SocketVenue } from './socket-venue.ts'

// Trades at a fake exchange until it is killed, asked to end, or must not: `node trader-child.mjs TERMS`. Says `ready`
// when it trades, its positions when a line comes in, and what does not agree when it refuses.

interface ChildTerms {
  readonly journal: string
  readonly port: number
  readonly venues: readonly string[]
  readonly windowMs: number
  readonly marginMs: number
  readonly everyMs: number
  readonly strategy: 'drill' | 'hedge'
}

const terms = JSON.parse(process.argv[2]!) as ChildTerms
const ms = (count: number): Duration => (count * 1_000) as Duration
const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`)

const instruments = terms.venues.map(fakeInstrument)
const venues = terms.venues.map(
  (name, index) =>
    new SocketVenue(name, index, terms.port, { windowMs: terms.windowMs, answerWithinMs: 200 }),
)
const journal = await openJournal(terms.journal, { segmentBytesMost: 40_000, bytesMost: 2 ** 30 })
beginRun(journal, 'paper', instruments, wallClock.now())
const driver = new LiveDriver({
  ...usualLive,
  mode: 'paper',
  clock: wallClock,
  journal,
  venues,
  feeds: venues,
  instruments,
  strategies: [
    terms.strategy === 'hedge'
      ? hedgeStrategy(say)
      : drillStrategy({ settings: { everyMs: terms.everyMs }, instruments }),
  ],
  reporting: { currency: 'USDT', rates: new Map() },
  capital: 100_000,
  limits: {},
  seed: 1,
  answerWithin: ms(250),
  watchEvery: ms(1_000),
  timing: {
    sendWithin: ms(100),
    fate: {
      margin: ms(terms.marginMs),
      waitMin: ms(20),
      waitMax: ms(200),
      searchesMost: 1_000,
    },
    pollEvery: ms(100),
    reconcileEvery: ms(300),
    reconcileWithin: ms(20_000),
    deadManAfter: ms(60_000),
    endWithin: ms(30_000),
  },
  tell: (line) => process.stderr.write(`${line}\n`),
})
driver.failed.addEventListener('abort', () => {
  if (driver.failed.reason instanceof Error && driver.failed.reason.name !== 'AbortError') {
    process.stderr.write(`${driver.failed.reason.stack}\n`)
    process.exit(1)
  }
})
createInterface({ input: process.stdin }).on('line', () =>
  driver.call(() => say({ status: journalStatus(journal.state, true) })),
)
process.on('SIGTERM', () => {
  void driver.end().then((left) => {
    const { openOrders } = journalStatus(journal.state, true)
    if (left > 0) process.stderr.write(`${JSON.stringify(openOrders)}\n`)
    say({ ended: left, legsLeft: journal.state.legs.length })
    return process.exit(0)
  })
})
const started = await driver.start()
if (started.kind === 'refused') {
  say({ refused: started.differences })
  process.exit(4)
}
say({ ready: true })
