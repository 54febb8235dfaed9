import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../test/until.ts'
import type { BarSeries } from '../../core/bars.ts'
import type { LongAnswer, PairAnswer, ScreenAnswer } from '../../protocol/desk.ts'
import { available } from '../../math/outcome.ts'
import type { SweepResult } from '../../research/pairs/sweep-result.ts'
import { enterSeals } from '../../stores/seals.ts'
import { actingHeaders } from '../../../test/acting-headers.ts'
import { sweepFixture } from '../../../test/desk-judged-fixture.ts'
import { screenFixture } from '../../../test/desk-fixture.ts'
import { pairFixture } from '../../../test/desk-pair-fixture.ts'
import { randomUniverse } from '../../../test/random-universe.ts'
import { writeBars } from '../../../test/write-bars.ts'
import { buildServer } from './build-server.ts'
import { folderDeskData } from './desk-data.ts'
import type { DeskJobs } from './desk-jobs.ts'

// A folder of bars with a ledger beside it: what is sealed is never looked at, what is tried is counted.

const folder = mkdtempSync(join(tmpdir(), 'isobar-sealed-desk-'))
const home = join(folder, 'home')
const bars = join(folder, 'bars')
const names = randomUniverse(1, 420).universe.map(({ instrument }) => instrument.name)
const [y, x, z] = names
const hour = 3_600_000
const first = 1_704_067_200_000

beforeAll(() => {
  const venue = join(bars, 'test')
  mkdirSync(venue, { recursive: true })
  for (const series of randomUniverse(1, 420).universe) writeBars(venue, series)
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!--isobar:token--><main><!--isobar:facts--></main>')
  process.env['ISOBAR_HOME'] = home
})
const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
  rmSync(home, { recursive: true, force: true })
})
afterAll(() => {
  delete process.env['ISOBAR_HOME']
  rmSync(folder, { recursive: true })
})

/** Ends of the series each job was given, epoch milliseconds. */
const looked: { job: string; ends: number[] }[] = []

function look(job: string, series: readonly BarSeries[]): void {
  looked.push({ job, ends: series.map(({ times }) => times.at(-1)! / 1_000) })
}

async function desk() {
  looked.length = 0
  const jobs: Partial<DeskJobs> = {
    screen: (series) => {
      look('screen', series)
      return Promise.resolve(screenFixture(1, series.length))
    },
    pair: (input, parameters) => {
      look('pair', [input.y, input.x])
      return Promise.resolve(pairFixture({ y: y!, x: x! }, parameters))
    },
    sweep: (input, { grid }) => {
      look('sweep', [input.y, input.x])
      return Promise.resolve(available(sweepFixture(grid)))
    },
  }
  const data = await folderDeskData(bars)
  const options = { data, port: 0, webFolder: folder, version: '1.2.3' }
  const server = await buildServer(options, jobs as DeskJobs)
  open.push(server)
  return server
}

const universe = 'venue=test&timeframe=1h'

function seal(name: string, from: number): Promise<void> {
  const entry = { kind: 'sealed', instrument: `test:${name}`, from, at: first } as const
  return enterSeals(home, [entry])
}

async function swept(grid: string): Promise<SweepResult> {
  const server = await desk()
  const url = `/api/sweep?${universe}&y=${y}&x=${x}&grid=${grid}` as const
  await server.inject({ method: 'POST', url, headers: await actingHeaders(server) })
  return eventually(async () => {
    const answer = (await server.inject(url)).json<LongAnswer<SweepResult>>()
    expect(answer.state).toBe('done')
    return (answer as { result: SweepResult }).result
  })
}

test('a screen ends where the first series is sealed, a pair where the first of its legs is, and both say so', async () => {
  await seal(z!, first + 200 * hour)
  await seal(y!, first + 300 * hour)
  const server = await desk()
  const asked = async () => (await server.inject(`/api/screen?${universe}`)).json<ScreenAnswer>()
  await eventually(async () => expect(await asked()).toMatchObject({ state: 'done' }))
  expect(await asked()).toMatchObject({
    sealed: [expect.stringMatching(/2 series sealed: nothing/)],
  })
  const url = `/api/pair?${universe}&y=${y}&x=${x}`
  const pair = (await server.inject(url)).json<PairAnswer>()
  expect(pair.sealed).toEqual([expect.stringMatching(/sealed: nothing later was looked at/)])
  const [screen, legs] = looked
  expect(screen!.ends.every((end) => end < first + 200 * hour)).toBe(true)
  expect(legs!.ends.every((end) => end < first + 300 * hour && end > first + 250 * hour)).toBe(true)
})

test('what is sealed while the desk runs is forgotten at once', async () => {
  const server = await desk()
  const url = `/api/pair?${universe}&y=${y}&x=${x}`
  expect((await server.inject(url)).json<PairAnswer>().sealed).toEqual([])
  await server.inject(url)
  expect(looked).toHaveLength(1)
  await seal(x!, first + 300 * hour)
  expect((await server.inject(url)).json<PairAnswer>().sealed).toHaveLength(1)
  expect(looked[1]!.ends.every((end) => end < first + 300 * hour)).toBe(true)
})

test('every cell of a sweep is a trial, the same one once', async () => {
  expect((await swept('entry=1/2')).best!.deflation).toMatchObject({ trials: 2 })
  expect((await swept('entry=1/2')).best!.deflation).toMatchObject({ trials: 2 })
  expect((await swept('entry=1/2/3')).best!.deflation).toMatchObject({ trials: 3 })
})
