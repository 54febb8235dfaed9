import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadStrategy } from './load-strategy.ts'

const root = mkdtempSync(join(tmpdir(), 'isobar-load-strategy-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let files = 0
async function made(source: string): Promise<unknown> {
  const file = join(root, `strategy-${files++}.ts`)
  writeFileSync(file, `export function strategy(): unknown { ${source} }\n`)
  const { strategy } = await loadStrategy(file)
  const given: unknown = strategy({ settings: {}, instruments: [] })
  return given
}

test.each([
  ['const { random } = Math; return random()', 'Math.random: use desk.uniform()'],
  ["const { ['random']: drawn } = Math; return drawn()", 'Math.random: use desk.uniform()'],
  ['const own = Math; return own.random()', 'Math.random: use desk.uniform()'],
  ['return Math.random()', 'Math.random: use desk.uniform()'],
  ['return global.Date.now()', 'uses global: it is another name'],
  ["return eval('Date.now()')", 'uses eval: code is what'],
  ["return (0, eval)('Date.now()')", 'uses eval: code is what'],
  ["return new Function('return Date.now()')()", 'uses Function: code is what'],
  ["return (() => {}).constructor('return Date.now()')()", 'makes code of text'],
  ["return (async () => {}).constructor('return Date.now()')()", 'makes code of text'],
  ["return ({}).constructor.constructor('return 1')()", 'makes code of text'],
  ['return new Intl.DateTimeFormat().format()', 'uses Intl: '],
  ['return global.process.exit(0)', 'uses global: '],
  ['return process.exit(0)', 'uses process: '],
  ['return new WeakRef({}).deref()', 'uses WeakRef: '],
  ["return import('node' + ':fs')", 'cannot import node:fs'],
  ["return import(['node', 'fs'].join(':'))", 'not supported'],
])('what would make two runs differ is not there: %s', async (source, told) => {
  await expect(made(source)).rejects.toThrow(told)
})

test('the rest of the language is there', async () => {
  const source = `const { hypot, PI } = Math
    const constructed = (() => {}).constructor.name
    return [hypot(3, 4), PI, Math.fround(0.1), constructed, new Map([[1, 2]]).get(1), (() => {}) instanceof Object]`
  expect(await made(source)).toEqual([5, Math.PI, Math.fround(0.1), 'Function', 2, true])
})
