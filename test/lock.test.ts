import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { projectFolder } from './source-files.ts'
import { until } from './until.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lockModule = JSON.stringify(join(projectFolder, 'scripts', 'lock.mjs'))

test('of many that find a dead holder one holds the lock at a time, and none is left', async () => {
  const lock = join(folder, 'lock')
  const log = join(folder, 'log')
  mkdirSync(lock)
  writeFileSync(join(lock, 'holder-999999999'), '')
  const script = `
    import { appendFileSync } from 'node:fs'
    import { setTimeout as pause } from 'node:timers/promises'
    import { withLock } from ${lockModule}
    for (let turn = 0; turn < 5; turn++) await withLock(${JSON.stringify(lock)}, async () => {
      appendFileSync(${JSON.stringify(log)}, 'in ' + process.pid + '\\n')
      await pause(2)
      appendFileSync(${JSON.stringify(log)}, 'out ' + process.pid + '\\n')
    })`
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
  )
  const codes = await Promise.all(children.map((child) => once(child, 'exit')))
  expect(codes.map(([code]) => code as unknown)).toEqual(children.map(() => 0))
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  expect(lines).toHaveLength(60)
  for (let at = 0; at < lines.length; at += 2) {
    expect(lines[at]).toMatch(/^in /)
    expect(lines[at + 1]).toBe(lines[at]!.replace('in', 'out'))
  }
  expect(existsSync(lock)).toBe(false)
})

test('who waits for a second says so, once', async () => {
  const { withLock } = (await import(new URL('../scripts/lock.mjs', import.meta.url).href)) as {
    withLock: (folder: string, work: () => Promise<void>, waiting?: () => void) => Promise<void>
  }
  const held = join(folder, 'held')
  const [told, over] = [join(folder, 'told'), join(folder, 'over')]
  const script = `
    import { appendFileSync } from 'node:fs'
    import { withLock } from ${lockModule}
    const waiting = () => appendFileSync(${JSON.stringify(told)}, 'waiting')
    await withLock(${JSON.stringify(held)}, async () => undefined, waiting)
    appendFileSync(${JSON.stringify(over)}, 'over')`
  let gone: Promise<unknown> = Promise.resolve()
  await withLock(held, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: 'inherit',
    })
    gone = once(child, 'exit')
    await until(() => existsSync(told))
    expect(existsSync(over)).toBe(false)
  })
  await gone
  expect(readFileSync(told, 'utf8')).toBe('waiting')
})
