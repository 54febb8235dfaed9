import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../test/until.ts'
import { lockFolder, lockOwner } from './lock-folder.ts'
import { FileJournal } from './journal/file-journal.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-lock-'))
  path = join(folder, 'some.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder has one writer, whoever asks, until it lets go', async () => {
  const release = await lockFolder(folder, 'some.lock')
  expect(await lockOwner(path)).toBe(process.pid)
  await expect(lockFolder(folder, 'some.lock')).rejects.toThrow(`process ${process.pid} is writing`)
  await release()
  expect(await lockOwner(path)).toBeUndefined()
  await (
    await lockFolder(folder, 'some.lock')
  )()
})

test('a lock of a process that was killed is not in the way of one that has its number', async () => {
  // Of an earlier version, of another start; and where the number is another process's now.
  const { where, pids } = await nameLeft()
  const starts = where === undefined ? [] : [` ${where}0`, ` ${where}0 ${pids}`]
  const names = [process.pid, process.ppid].flatMap((pid) => starts.map((each) => `${pid}${each}`))
  const left = [...names, '999999999', '']
  for (const name of left) {
    writeFileSync(path, name)
    expect(await lockOwner(path)).toBeUndefined()
    await takeAndRelease()
  }
})

test('a lock of another process that is alive is kept', async () => {
  writeFileSync(path, String(process.ppid))
  await expect(lockFolder(folder, 'some.lock')).rejects.toThrow(
    `process ${process.ppid} is writing`,
  )
})

test.each(['', '999999999'])('of many who want a folder at once one gets it: %j', async (dead) => {
  if (dead !== '') writeFileSync(path, dead)
  const asked = Array.from({ length: 8 }, () => lockFolder(folder, 'some.lock'))
  const outcomes = await Promise.allSettled(asked)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(readdirSync(folder)).toEqual(['some.lock'])
})

test('a process that cannot be looked at holds a lock as long as it renews it', async () => {
  for (const name of await namesElsewhere()) {
    writeFileSync(path, name)
    expect(await lockOwner(path)).toBe(process.pid)
    const holder = setInterval(() => writeFileSync(path, name), 20)
    const refused = lockFolder(folder, 'some.lock', { silentMs: 20_000 })
    await expect(refused).rejects.toThrow(
      `process ${process.pid} of another container or machine is writing`,
    )
    clearInterval(holder)
  }
})

test('a process that cannot be looked at and has long been silent holds nothing', async () => {
  for (const name of await namesElsewhere()) {
    writeFileSync(path, name)
    await takeAndRelease(50)
    writeFileSync(path, name)
    utimesSync(path, new Date(), new Date(Date.now() - 60_000))
    expect(await lockOwner(path)).toBeUndefined()
    // By the clock of its disk, so that nobody waits.
    await takeAndRelease(30_000)
  }
})

test('whoever holds a lock renews it', async () => {
  const release = await lockFolder(folder, 'some.lock', { renewMs: 5 })
  const text = readFileSync(path, 'utf8')
  utimesSync(path, new Date(0), new Date(0))
  await until(() => statSync(path).mtimeMs > 0)
  expect(readFileSync(path, 'utf8')).toBe(text)
  await release()
})

test('whoever lost its lock hears of it once, and leaves the other one alone', async () => {
  let lost = 0
  const release = await lockFolder(folder, 'some.lock', { renewMs: 5, lost: () => lost++ })
  writeFileSync(path, '1 x.1 2')
  await until(() => lost > 0)
  await release()
  expect(readFileSync(path, 'utf8')).toBe('1 x.1 2')
  expect(lost).toBe(1)
})

test('a journal whose lock was taken writes no more', async () => {
  const journal = await FileJournal.open(folder, () => () => null, undefined, { renewMs: 5 })
  await journal.commit()
  // As a process takes it: another file in its place, for what is written into the old one may come after a renewal's look.
  rmSync(join(folder, 'journal.lock'))
  writeFileSync(join(folder, 'journal.lock'), '1 x.1 2', { flag: 'wx' })
  await until(() =>
    journal.commit().then(
      () => false,
      () => true,
    ),
  )
  await expect(journal.commit()).rejects.toMatchObject({
    cause: { message: `another process has taken ${folder} meanwhile` },
  })
})

test('one that was killed while it removed a lock is in nobody\u2019s way', async () => {
  writeFileSync(path, '999999999')
  writeFileSync(`${path}.guard`, '')
  await expect(lockFolder(folder, 'some.lock')).rejects.toThrow('another process is writing')
  utimesSync(`${path}.guard`, new Date(), new Date(Date.now() - 60_000))
  await takeAndRelease()
})

test('a lock that says nothing and is stamped in the future is not waited for', async () => {
  writeFileSync(path, '')
  utimesSync(path, new Date(), new Date(Date.now() + 3_600_000))
  const release = await lockFolder(folder, 'some.lock')
  expect(await lockOwner(path)).toBe(process.pid)
  await release()
})

async function takeAndRelease(silentMs?: number): Promise<void> {
  const terms = silentMs === undefined ? {} : { silentMs }
  const release = await lockFolder(folder, 'some.lock', terms)
  await release()
}

/** Of our own number: in an earlier container or from before a boot, in another container, before locks said more. */
async function namesElsewhere(): Promise<readonly string[]> {
  const { where, pids } = await nameLeft()
  const elsewhere = where === undefined ? [] : [` x${where} ${pids}`, ` ${where} ${pids}0`]
  return [`${process.pid}`, ...elsewhere.map((each) => `${process.pid}${each}`)]
}

/** What a lock of this process says after its number. */
async function nameLeft(): Promise<{ readonly where?: string; readonly pids?: string }> {
  const release = await lockFolder(folder, 'some.lock')
  const [, where, pids] = readFileSync(path, 'utf8').split(' ')
  await release()
  return where === undefined || pids === undefined ? {} : { where, pids }
}
