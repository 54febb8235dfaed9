import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { beginRun } from '../../src/app/live/begin-run.ts'
import {
  isAskedToThrow,
  takeControl,
  type ControlRequest,
} from '../../src/app/live/control-file.ts'
import { lookAtJournal, openJournal, type OpenJournal } from '../../src/app/live/open-journal.ts'
import { writeRunStatus, type RunStatus } from '../../src/app/live/run-status.ts'
import type { Instant } from '../../src/core/time.ts'
import { isobarChild } from '../isobar-child.ts'
import { until } from '../until.ts'
import { fakeInstrument } from './socket-venue.ts'

// `isobar risk drill` on a run that this process plays: what it says of one that does not trade, or not any more.

const time = 5_000 as Instant
let root: string
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'isobar-drill-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function heldJournal(folder: string): Promise<OpenJournal> {
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', [fakeInstrument('binance')], time)
  await journal.commit()
  return journal
}

const tellsThat = (folder: string, hasBegun: boolean): Promise<void> =>
  writeRunStatus(folder, { time: 5, hasBegun, instruments: [], pegs: {} } as unknown as RunStatus)

const drill = (folder: string, { onTestFinished }: Pick<TestContext, 'onTestFinished'>) =>
  isobarChild(['risk', 'drill', '--journal', folder], root, onTestFinished)

async function taken(folder: string, said: () => string): Promise<ControlRequest> {
  let request: ControlRequest | undefined
  await until(async () => (request = await takeControl(folder)) !== undefined, said)
  return request!
}

const killedIn = async (folder: string): Promise<unknown> =>
  (await lookAtJournal(folder)).state.killed

test.concurrent('of a run that has not begun nothing is proven: it is waited for, and then refused', async (context) => {
  const folder = join(root, 'starting')
  const journal = await heldJournal(folder)
  await tellsThat(folder, false)
  const child = drill(folder, context)
  expect([await child.ended, child.stdout()]).toEqual([4, ''])
  expect(child.stderr()).toMatch(
    /waiting for it\n.*the run has not begun to trade, and a drill would prove nothing: nothing was thrown/,
  )
  expect([await killedIn(folder), await takeControl(folder)]).toEqual([null, undefined])
  await journal.close()
})

test.concurrent('one that begins meanwhile is drilled, and one that ends before is told', async (context) => {
  const folder = join(root, 'begins')
  const journal = await heldJournal(folder)
  const child = drill(folder, context)
  await until(() => child.stderr().includes('waiting for it'), child.stderr)
  await tellsThat(folder, true)
  const { reason, flatten } = await taken(folder, child.stderr)
  journal.append({ time, kind: 'kill', reason, flatten })
  await journal.commit()
  expect(await taken(folder, child.stderr)).toMatchObject({ kind: 'resume' })
  journal.append({ time, kind: 'resume' })
  await journal.commit()
  expect(await child.ended, child.stderr()).toBe(0)
  expect(child.stdout()).toMatch(/^Thrown after \d+ ms, no order open after \d+ ms; taken back\.$/m)
  await tellsThat(folder, false)
  const early = drill(folder, context)
  await until(() => early.stderr().includes('waiting for it'), early.stderr)
  await journal.close()
  expect([await early.ended, early.stderr()]).toEqual([
    4,
    expect.stringContaining('the run ended before it traded'),
  ])
})

test.concurrent.for([true, false])(
  'a run that ends while it is drilled says so at once, and no switch is left thrown (obeyed: %s)',
  async (isObeyed, context) => {
    const folder = join(root, `ends ${isObeyed}`)
    const journal = await heldJournal(folder)
    await tellsThat(folder, true)
    const child = drill(folder, context)
    if (isObeyed) {
      const { reason, flatten } = await taken(folder, child.stderr)
      // With the switch thrown it is gone before anybody looks.
      journal.append({ time, kind: 'kill', reason, flatten })
    } else await until(() => isAskedToThrow(folder), child.stderr)
    await journal.close()
    expect([await child.ended, child.stdout()]).toEqual([
      4,
      expect.stringMatching(/^The run ended while the drill ran, which proves nothing/),
    ])
    expect([await killedIn(folder), await takeControl(folder)]).toEqual([null, undefined])
  },
)
