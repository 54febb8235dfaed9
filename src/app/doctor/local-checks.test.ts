import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { lockFolder } from '../../stores/lock-folder.ts'
import { checked, type Check, type Checked } from './check.ts'
import { diskChecks, homeFinding, roomOf, syncFinding, syncOf } from './disk-checks.ts'
import { environmentFinding, holdsKeys, keyChecks } from './key-checks.ts'
import { lockChecks } from './lock-checks.ts'
import { clockOf, priorityCheck, priorityOf, watchClock } from './machine-checks.ts'
import { portChecks } from './port-checks.ts'
import type { VenueLook } from './venue-checks.ts'
import { chromiumFinding, kernelsFinding, nodeFinding, programChecks } from './program-checks.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-doctor-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const all = (checks: readonly Check[]): Promise<Checked[]> => Promise.all(checks.map(checked))

describe('program', () => {
  test('what is built here works', async () => {
    const found = await all(programChecks({ ISOBAR_CHROMIUM: process.execPath }))
    expect(found.map(({ name }) => name)).toEqual([
      'Node',
      'build',
      'kernels',
      'DuckDB',
      'Chromium',
    ])
    const broken = found.filter(({ status }) => status === 'broken')
    expect(broken).toEqual([])
  })

  test.each([
    ['20.19.0', 'ok'],
    ['24.1.0', 'ok'],
    ['20.18.9', 'broken'],
    ['18.20.0', 'broken'],
  ])('Node %s is %s', (version, status) => {
    expect(nodeFinding(version).status).toBe(status)
  })

  test('a kernel that does not load is named with the reason and with what needs it', () => {
    const { status, says, facts } = kernelsFinding({
      rows: { load: () => 1, needs: 'data import' },
      screen: { load: failing, needs: 'pairs screen' },
    })
    expect({ status, says }).toEqual({
      status: 'broken',
      says: 'screen does not load (invalid opcode): pairs screen stop',
    })
    expect(facts).toMatchObject({ loaded: ['rows'] })
  })

  test('a browser that is missing is a remark', () => {
    expect(chromiumFinding(join(folder, 'none')).status).toBe('remark')
  })
})

describe('disk', () => {
  test('home that is not there yet is not made, and one that cannot be is broken', async () => {
    const home = join(folder, 'a', 'home')
    expect(await homeFinding(home)).toMatchObject({ status: 'ok', facts: { isThere: false } })
    expect(existsSync(join(folder, 'a'))).toBe(false)
    const file = join(folder, 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'below')])
      expect((await checked(diskChecks({ home: path, journal: undefined })[0]!)).status).toBe(
        'broken',
      )
  })

  test('the disk is measured as a journal writes, and nothing stays', async () => {
    const { facts } = await syncFinding(join(folder, 'journal'))
    expect(facts).toMatchObject({ folder, medianMs: expect.any(Number) as number })
    expect(Number(facts!['syncs'])).toBeGreaterThan(0)
    expect(readdirSync(folder)).toEqual([])
  })

  test('the median of what syncs took decides, and a disk in memory is told', () => {
    const fast = syncOf([1, 90, 2, 3], '/disk', false)
    expect(fast).toMatchObject({ status: 'ok', facts: { medianMs: 2.5, worstMs: 90, syncs: 4 } })
    expect(syncOf([30], '/disk', false).status).toBe('remark')
    expect(syncOf([0.01], '/memory', true)).toMatchObject({ status: 'remark' })
  })

  test.each([
    [2 ** 31, 'ok'],
    [2 ** 29, 'remark'],
    [2 ** 20, 'broken'],
  ])('%s bytes free are %s', (bytes, status) => {
    expect(roomOf(bytes, '/disk').status).toBe(status)
  })
})

describe('machine', () => {
  test('priority is looked at and taken back', async () => {
    const before = getPriority()
    const found = await checked(priorityCheck)
    expect(getPriority()).toBe(before)
    expect(found.facts).toMatchObject({ nice: before })
  })

  test('without the right to go before others that is a remark', () => {
    expect(priorityOf(0, true).status).toBe('ok')
    expect(priorityOf(0, false)).toMatchObject({ status: 'remark', facts: { mayGoBefore: false } })
    expect(priorityOf(7, false).says).toMatch(/nice 7/)
  })

  const steady = { steppedMs: () => 0.4, watchedMs: () => 1_000 }

  test('a clock that is set while it is watched is not steady', () => {
    let [machine, now] = [1_000, 0]
    const watch = watchClock(
      () => machine,
      () => now,
    )
    machine += 900
    now += 400
    expect(clockOf(watch, [])).toMatchObject({
      status: 'remark',
      says: 'set by 500 ms within 0.4 s, no venue says how far it is off',
      facts: { steppedMs: 500, offsetMs: null, ofVenues: 0 },
    })
  })

  test('how far it is off is the median of venues that tell it', () => {
    const looks = [look(700), look(null), look(-20), look(900)]
    expect(clockOf(steady, looks)).toMatchObject({
      status: 'remark',
      facts: { offsetMs: 700, ofVenues: 3 },
    })
    expect(clockOf(steady, [look(-30), look(-10)])).toMatchObject({
      status: 'ok',
      says: 'steady over 1.0 s, 20 ms ahead of the median of 2 venues',
    })
  })
})

describe('keys', () => {
  const text = 'kraken: { apiKey: k-12345, secret: s-67890 }\n'

  test('variables are told by name, never by value', () => {
    const set = { ISOBAR_OKX_KEY: 'k-1', ISOBAR_OKX_SECRET: 's-1', ISOBAR_OKX_PASSWORD: 'p-1' }
    const found = environmentFinding({ ...set, ISOBAR_HOME: '/h', ISOBAR_KRAKEN_KEY: '' })
    expect(found).toMatchObject({ status: 'ok', facts: { names: Object.keys(set).toSorted() } })
    expect(JSON.stringify(found)).not.toMatch(/k-1|s-1|p-1/)
    const half = environmentFinding({ ISOBAR_OKX_KEY: 'k-1' })
    expect(half).toMatchObject({ status: 'remark', facts: { missing: ['ISOBAR_OKX_SECRET'] } })
  })

  test.skipIf(process.platform === 'win32')(
    'a file of keys that others may read is a remark, and one that is named is broken',
    async () => {
      const file = join(folder, 'keys.yaml')
      writeFileSync(file, text)
      chmodSync(file, 0o644)
      const places = { environment: {}, files: [file], folders: [folder, join(folder, 'none')] }
      const open = await all(keyChecks(places))
      expect(open.map(({ status }) => status)).toEqual(['ok', 'broken', 'remark'])
      expect(open[2]!.advice).toBe(`chmod 600 ${file}`)
      expect(JSON.stringify(open)).not.toMatch(/k-12345|s-67890/)
      chmodSync(file, 0o600)
      const closed = await all(keyChecks(places))
      expect(closed.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
      expect(closed[2]!.facts).toMatchObject({ files: [file] })
    },
  )

  test.each([
    [text, true],
    ['venues: { okx: { apiKey: a } }', true],
    ['alerts: { telegram: { token: t } }', true],
    ['venues: { okx: { url: "http://127.0.0.1:1/okx", apiKey: a, secret: b } }', false],
    ['venues: { okx: {} } # apiKey from the environment', false],
    ['secret: [', false],
    ['', false],
  ])('%j holds keys: %s', (written, expected) => {
    expect(holdsKeys(written)).toBe(expected)
  })
})

describe('ports', () => {
  test('one that is taken is a remark, unless a desk of ours has it', async () => {
    expect(await portAt(0)).toMatchObject({ status: 'ok', facts: { isFree: true } })
    expect(await portAt(await listening('hello'))).toMatchObject({
      status: 'remark',
      advice: 'isobar start --port PORT names another',
      facts: { isFree: false, isDesk: false },
    })
    expect(await portAt(await listening('{"name":"isobar"}'))).toMatchObject({
      status: 'ok',
      facts: { isDesk: true },
    })
  })
})

describe('locks', () => {
  test('those that are held and those that were left behind are told apart', async () => {
    const journal = join(folder, 'desk', 'real')
    const study = join(folder, 'study')
    mkdirSync(journal, { recursive: true })
    mkdirSync(study)
    const release = await lockFolder(journal, 'journal.lock')
    writeFileSync(join(study, 'study.lock'), String(deadPid()))
    const found = (await all(lockChecks({ build: undefined, folders: [folder, folder] })))[0]!
    await release()
    expect(found).toMatchObject({
      status: 'remark',
      facts: {
        held: [{ path: join(journal, 'journal.lock'), pid: process.pid }],
        left: [join(study, 'study.lock')],
        isWhole: true,
      },
    })
    expect(existsSync(join(study, 'study.lock'))).toBe(true)
  })

  test('a build that was killed is a remark, one at work is not', async () => {
    const build = join(folder, 'lock')
    const status = async (): Promise<string> =>
      (await all(lockChecks({ build, folders: [] })))[0]!.status
    expect(await status()).toBe('ok')
    mkdirSync(build)
    writeFileSync(join(build, `holder-${deadPid()}`), '')
    expect(await status()).toBe('remark')
    rmSync(build, { recursive: true })
    mkdirSync(build)
    writeFileSync(join(build, `holder-${process.pid}`), '')
    expect(await status()).toBe('ok')
  })
})

/** @param answer of everything that is asked there */
async function listening(answer: string): Promise<number> {
  const server = createServer((_request, response) => response.end(answer))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function portAt(port: number): Promise<Checked> {
  const wanted = [{ name: 'desk', port, option: 'isobar start --port' }]
  return (await all(portChecks(wanted)))[0]!
}

/** A number that no process has any more. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

function failing(): never {
  throw new Error('invalid opcode')
}

function look(offsetMs: number | null): VenueLook {
  return { venue: 'kraken', roundTripMs: 10, offsetMs }
}
