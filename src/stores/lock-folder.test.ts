import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFolder, lockOwner } from './lock-folder.ts'

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
  // Of an earlier version, of another start, of another boot; and where the number is another process's now.
  const [, own] = (await nameLeft()).split(' ')
  const starts = own === undefined ? [] : [` ${own}0`, ` x${own}`]
  const names = ['', ...starts].map((start) => `${process.pid}${start}`)
  const others = starts.map((start) => `${process.ppid}${start}`)
  const left = [...names, ...others, '999999999', '']
  const owners: (number | undefined)[] = []
  for (const name of left) {
    writeFileSync(path, name)
    owners.push(await lockOwner(path))
    await (
      await lockFolder(folder, 'some.lock')
    )()
  }
  expect(owners).toEqual(left.map(() => undefined))
})

test('a lock of another process that is alive is kept', async () => {
  writeFileSync(path, String(process.ppid))
  await expect(lockFolder(folder, 'some.lock')).rejects.toThrow(
    `process ${process.ppid} is writing`,
  )
})

test('of many who want a folder at once one gets it', async () => {
  const asked = Array.from({ length: 8 }, () => lockFolder(folder, 'some.lock'))
  const outcomes = await Promise.allSettled(asked)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

/** What a lock of this process says. */
async function nameLeft(): Promise<string> {
  const release = await lockFolder(folder, 'some.lock')
  const name = readFileSync(path, 'utf8')
  await release()
  return name
}
