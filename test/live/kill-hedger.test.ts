import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JournalLine } from '../../src/app/live/journal-log.ts'
import { journalLines } from '../../src/app/live/journal-log.ts'
import { lookAtJournal } from '../../src/app/live/open-journal.ts'
import { Random } from '../../src/math/random.ts'
import { readJournalLog } from '../../src/stores/journal/journal-files.ts'
import { FakeExchange } from './fake-exchange.ts'
import { hedgeTerms } from './hedge-strategy.ts'
import { buildTrader, Trader } from './trader-process.ts'

// A hedger at two venues, killed in the midst of its legs, at venues as hard as those of `kill-trader.test.ts` and twice as
// quick. What one leg is ahead of the other is looked at on every fill, at the venues themselves.
// `ISOBAR_KILLS=300 npx vitest run test/live/kill-hedger.test.ts` at three hundred instants.

const kills = Number(process.env['ISOBAR_KILLS'] ?? 5)
const seed = Number(process.env['ISOBAR_SEED'] ?? 1)
const names = ['binance', 'okx']

let root: string
let script: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), `isobar-kill-hedger-${seed}-`))
  script = await buildTrader(root)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Keeps what is seen of legs over all lives. */
interface Seen {
  resumed: number
  readonly outcomes: Record<string, number>
}

const never = new Promise<'over'>(() => undefined)

/** Lets a trader live until it is killed, or has told how the legs of an earlier run came to their end. */
async function live(
  trader: Trader,
  seen: Seen,
  untilMs: number,
  isSureToTrade = false,
): Promise<void> {
  let over = isSureToTrade ? never : pause(untilMs, 'over' as const)
  for (;;) {
    const said = await Promise.race([trader.next(), over])
    if (said === 'over' || said === undefined) return
    if (said.ready === true && isSureToTrade) over = pause(untilMs, 'over' as const)
    if (said.refused !== undefined) throw new Error(JSON.stringify(said.refused))
    if (said.begun !== undefined && said.begun > 0) seen.resumed++
    if (said.legs !== undefined) seen.outcomes[said.legs] = (seen.outcomes[said.legs] ?? 0) + 1
  }
}

test(`a hedger killed ${kills} times goes on with its legs, and is never naked by more than it may`, async () => {
  const exchange = await FakeExchange.listen({
    seed,
    venues: names,
    arrivalMost: 60,
    answerMost: 120,
    lagMost: 80,
    lost: 0.05,
  })
  const apart = (): number =>
    Math.abs(names.reduce((sum, name) => sum + exchange.position(name), 0))
  let nakedMost = 0
  exchange.filled = () => (nakedMost = Math.max(nakedMost, apart()))
  const folder = join(root, 'journal')
  const terms = {
    journal: folder,
    port: exchange.port,
    venues: names,
    windowMs: 50,
    marginMs: 150,
    everyMs: 0,
    strategy: 'hedge',
  }
  const random = new Random(seed)
  const seen: Seen = { resumed: 0, outcomes: {} }
  for (let kill = 0; kill < kills; kill++) {
    const trader = new Trader(script, terms)
    // Some are killed while they start or find out what is left, most while they go on with it.
    const isEarly = random.uniform() < 0.25
    await live(trader, seen, random.uniform() * (isEarly ? 700 : 1_200), !isEarly)
    trader.child.kill('SIGKILL')
    await trader.closed
    expect(trader.errors).not.toContain('Error')
  }
  // The last life goes on with what is left, and ends with nothing under way.
  let left: unknown
  const isAllOver = (): boolean => JSON.stringify(left) === '{"ended":0,"legsLeft":0}'
  // Under load orders come too late again and again, and so does what undoes: an end waits for half a minute at most.
  for (let attempt = 0; attempt < 15 && !isAllOver(); attempt++) {
    const last = new Trader(script, terms)
    await live(last, seen, 2_000, true)
    last.child.kill('SIGTERM')
    for (let said = await last.next(); said !== undefined; said = await last.next())
      if (said.ended !== undefined) left = said
    expect(await last.closed, last.errors).toBe(0)
  }
  expect(left).toEqual({ ended: 0, legsLeft: 0 })
  await pause(300)
  const { state } = await lookAtJournal(folder)
  const lines: JournalLine[] = journalLines(await readJournalLog(folder))
  const over = lines.filter(({ kind, outcome }) => kind === 'legs' && outcome !== undefined)
  const stuck = over.filter(({ outcome }) => outcome === 'stuck')
  // Legs are stuck after two hundred seconds in one life without a lot undone, and no life is as long.
  expect(stuck).toEqual([])
  expect(nakedMost).toBeLessThanOrEqual(hedgeTerms.lotsPerUnit * hedgeTerms.unitsAtOnce)
  expect(nakedMost).toBeGreaterThan(0)
  expect(seen.resumed).toBeGreaterThan(0)
  expect(state.legs).toEqual([])
  // Nothing was ever wanted but legs: even to the lot.
  expect(apart()).toBe(0)
  for (const { instrument, lots } of state.positions)
    expect(lots).toBe(exchange.position(instrument.venue))
  const fills = [...exchange.venues.values()].reduce((sum, venue) => sum + venue.fills.length, 0)
  expect(state.fills).toBe(fills)
  process.stdout.write(
    `${kills} kills: ${stuck.length} stuck, ${seen.resumed} times legs were gone on with, ${over.length} came to their end (${JSON.stringify(seen.outcomes)} told), ${fills} fills, at most ${nakedMost} lots apart\n`,
  )
  await exchange.close()
}, 3_600_000)
