import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from './source-files.ts'

// The fences hold: a fault of each kind is planted in a copy, and the check that is there for it fails.

let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'isobar-fences-'))
  for (const path of [
    '.oxlintrc.json',
    'tsconfig.base.json',
    'tsconfig.pure.json',
    'tsconfig.node.json',
    'tsconfig.json',
    'tsconfig.web.json',
    'tsconfig.test.json',
    'package.json',
    'src/math',
    'src/core',
  ]) {
    cpSync(join(projectFolder, path), join(copy, path), {
      recursive: true,
      filter: (file) => !file.endsWith('.test.ts'), // tests lean on folders that are not copied
    })
  }
  mkdirSync(join(copy, 'src/app'), { recursive: true })
  symlinkSync(join(projectFolder, 'node_modules'), join(copy, 'node_modules'), 'dir')
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** What a tool says of the copy with one more file in it. */
function planted(
  path: string,
  text: string,
  tool: readonly string[],
): { status: number | null; output: string } {
  mkdirSync(dirname(join(copy, path)), { recursive: true })
  writeFileSync(join(copy, path), text)
  const [script, ...args] = tool as [string, ...string[]]
  const done = spawnSync(process.execPath, [join(copy, 'node_modules', script), ...args], {
    cwd: copy,
    encoding: 'utf8',
  })
  rmSync(join(copy, path))
  return { status: done.status, output: done.stdout + done.stderr }
}

const lint = ['oxlint/bin/oxlint', '--deny-warnings', 'src/math', 'src/core', 'src/app']
const types = ['typescript/bin/tsc', '-p', 'tsconfig.pure.json', '--noEmit']

test('the sound copy passes', () => {
  const sound = planted('src/core/planted.ts', 'export const sound = 1\n', lint)
  expect(sound.output).toContain('0 errors')
  expect(sound.status).toBe(0)
})

test.each([
  [
    'Date.now() in a pure folder',
    'src/core/planted.ts',
    'export const now: number = Date.now()\n',
    'no-restricted-globals',
  ],
  [
    'the clock by another name in a pure folder',
    'src/core/planted.ts',
    'export const now: number = globalThis.Date.now()\n',
    'no-restricted-globals',
  ],
  [
    "the machine's locale in a pure folder",
    'src/core/planted.ts',
    'export const zone: string = new Intl.DateTimeFormat().resolvedOptions().timeZone\n',
    'no-restricted-globals',
  ],
  [
    'Math.random() in a pure folder',
    'src/math/planted.ts',
    'export const luck: number = Math.random()\n',
    'no-restricted-properties',
  ],
  [
    'a floating promise',
    'src/app/planted.ts',
    "import { readFile } from 'node:fs/promises'\n\nexport function planted(): void {\n  readFile('x')\n}\n",
    'no-floating-promises',
  ],
  [
    'an any',
    'src/app/planted.ts',
    'export function planted(value: any): void {\n  String(value)\n}\n',
    'no-explicit-any',
  ],
  [
    'a switch that forgets a case',
    'src/core/planted.ts',
    "export function planted(side: 'buy' | 'sell'): number {\n  let sign = 0\n  switch (side) {\n    case 'buy':\n      sign = 1\n  }\n  return sign\n}\n",
    'switch-exhaustiveness-check',
  ],
])('the linter finds %s', (_, path, text, rule) => {
  const { status, output } = planted(path, text, lint)
  expect(status).not.toBe(0)
  expect(output).toContain(rule)
})

test.each([
  ['process', 'export const home: unknown = process.env\n'],
  ['setTimeout', 'setTimeout(() => undefined, 1)\nexport const planted = 1\n'],
  ['fetch', "export const planted: unknown = fetch('x')\n"],
  ['document', 'export const planted: unknown = document\n'],
])('the pure project does not know %s', (name, text) => {
  const { status, output } = planted('src/core/planted.ts', text, types)
  expect(status).not.toBe(0)
  expect(output).toContain(`Cannot find name '${name}'`)
})
