import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-data-record-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test.each([
  ['commas', ['binance=http://127.0.0.1:9/a,okx=http://127.0.0.1:9/b']],
  ['spaces', ['binance=http://127.0.0.1:9/a', 'okx=http://127.0.0.1:9/b']],
])('addresses of venues are separated by %s', (_, urls) => {
  const args = ['--venues', 'binance,okx', '--out', join(root, 'out'), '--url', ...urls]
  const ran = runCommand(['data', 'record', ...args], join(root, 'home'))
  // Nobody answers there: that it was asked is what is told.
  expect(ran.stderr).toContain('127.0.0.1:9/a/api/v3/exchangeInfo')
  expect(ran.exitCode).toBe(1)
})
