import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { checked, type Checked } from '../src/app/doctor/check.ts'
import { venueChecks, type VenueLook } from '../src/app/doctor/venue-checks.ts'
import { wiredVenues } from '../src/app/market/live-venue.ts'
import { examineApart } from '../src/app/workers/run-doctor.ts'
import { served } from './exchange/served.ts'
import { isobarChild } from './isobar-child.ts'
import { runCommand } from './run-command.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-doctor-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function standIn(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('venues that can be reached say how far their clocks are away', async () => {
  const exchange = await served(wiredVenues, {}, () => 3_000_000)
  onTestFinished(() => exchange.close())
  const looks: VenueLook[] = []
  const asked = wiredVenues.map((venue) => ({ venue, url: exchange.address }))
  const found = await Promise.all(
    venueChecks(asked, (look) => looks.push(look), 60_000).map(checked),
  )
  expect(found.map(({ name, status }) => [name, status])).toEqual(
    wiredVenues.map((venue) => [venue, 'ok']),
  )
  for (const { venue, offsetMs, roundTripMs } of looks) {
    // Kraken tells whole seconds; half of the way is what the others may be off by.
    const apart = roundTripMs / 2 + (venue === 'kraken' ? 500 : 0) + 5
    expect(Math.abs(offsetMs! - 3_000), venue).toBeLessThanOrEqual(apart)
  }
  expect(looks).toHaveLength(wiredVenues.length)
})

test('one that answers nonsense, one that refuses and one that never answers are remarks', async () => {
  const answers: RequestListener[] = [
    (_, response) => response.end('<html>'),
    (_, response) => response.end('{}'),
    (_, response) => response.writeHead(451).end(),
    () => undefined,
  ]
  for (const answer of answers) {
    const url = await standIn(answer)
    const [check] = venueChecks([{ venue: 'okx', url }], () => undefined, 200)
    expect(await checked(check!)).toMatchObject({
      status: 'remark',
      says: expect.stringMatching(
        /no JSON|tells no time|status 451|no answer within 0.2 s/,
      ) as string,
      facts: { roundTripMs: null },
    })
  }
})

/** An address of this machine at which nobody listens. */
async function nobodyAt(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/** A line by which a process tells of a check. */
function telling(kind: string, name: string): string {
  const check = { group: 'program', name, status: 'broken', says: '', isLate: false }
  return `process.send(${JSON.stringify({ kind, check })})`
}

interface Told {
  readonly works: boolean
  readonly broken: number
  readonly remarks: number
  readonly checks: readonly Checked[]
}

test('the command tells it as one document, and ends with 0 where venues cannot be reached', async () => {
  const url = await standIn((_, response) => response.end(`{"time":${Date.now()}}`))
  const args = ['doctor', '--venues', 'bybit,okx', '--url', url, '--journal', folder, '--json']
  const child = isobarChild(args, folder)
  expect(await child.ended).toBe(0)
  const told = JSON.parse(child.stdout()) as Told
  expect(told).toMatchObject({ works: true, broken: 0 })
  const statusOf = (name: string) => told.checks.find((each) => each.name === name)?.status
  expect([statusOf('bybit'), statusOf('okx')]).toEqual(['ok', 'remark'])
  expect([...new Set(told.checks.map(({ group }) => group))]).toEqual([
    'program',
    'disk',
    'machine',
    'venues',
    'keys',
    'ports',
    'locks',
  ])
})

test('it ends with 1 where something that commands need is broken, a line a check', async () => {
  const home = join(folder, 'no-folder')
  writeFileSync(home, '')
  const nobody = ['--venues', 'kraken', '--url', await nobodyAt()]
  const { exitCode, stdout } = runCommand(['doctor', ...nobody], home)
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^Program\n {2}ok {6}Node /)
  expect(stdout).toMatch(/\n {2}broken {2}home .* -> set ISOBAR_HOME to a folder/)
  expect(stdout).toMatch(/\n {2}remark {2}kraken .*cannot be reached/)
  expect(stdout).toMatch(/that commands need (is|are) broken, \d+ remarks?\.\n$/)
})

test('what ends the process that looks, and what stops it, is a finding of what it looked at', async () => {
  const begun = `${telling('begun', 'Node')}; ${telling('found', 'Node')}; ${telling('begun', 'DuckDB')}`
  const script = (name: string, then: string): URL => {
    const path = join(folder, name)
    writeFileSync(path, `process.once('message', () => { ${begun}; ${then} })`)
    return pathToFileURL(path)
  }
  const wish = {
    home: folder,
    folder,
    journal: undefined,
    keys: [],
    venues: [],
    ports: [],
  }
  const crashing = script(
    'crashing.cjs',
    `setImmediate(() => process.kill(process.pid, 'SIGKILL'))`,
  )
  const stuck = script('stuck.cjs', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)')
  for (const [url, words, silentMs] of [
    [crashing, /ended of it \(SIGKILL\)/, 60_000],
    [stuck, /nothing was heard of it for 1 s/, 1_000],
  ] as const) {
    const found = await examineApart(wish, url, silentMs)
    expect(found.map(({ name, status }) => [name, status])).toEqual([
      ['Node', 'broken'],
      ['DuckDB', 'broken'],
      ['the rest', 'remark'],
    ])
    expect(found[1]!.says).toMatch(words)
  }
})

test('venues that are not known and addresses elsewhere are wrong usage', () => {
  for (const wrong of [
    ['--venues', 'nowhere'],
    ['--url', 'http://192.0.2.1:80'],
  ])
    expect(runCommand(['doctor', ...wrong], folder)).toMatchObject({ exitCode: 2, stdout: '' })
})
