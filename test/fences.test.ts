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

interface Said {
  readonly status: number | null
  readonly output: string
}

/** What a tool says of the copy. */
function said(tool: readonly string[]): Said {
  const [script, ...args] = tool as [string, ...string[]]
  const done = spawnSync(process.execPath, [join(copy, 'node_modules', script), ...args], {
    cwd: copy,
    encoding: 'utf8',
  })
  return { status: done.status, output: done.stdout + done.stderr }
}

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true })
  writeFileSync(join(copy, path), text)
}

const lint = [
  'oxlint/bin/oxlint',
  '--deny-warnings',
  '--format',
  'unix',
  'src/math',
  'src/core',
  'src/app',
]
const types = ['typescript/bin/tsc', '-p', 'tsconfig.pure.json', '--noEmit']

/** What is wrong, where, and the rule that must say so of that file. */
const unsound: readonly (readonly [what: string, path: string, text: string, rule: string])[] = [
  [
    'Date.now() in a pure folder',
    'src/core/planted-1.ts',
    'export const now: number = Date.now()\n',
    'no-restricted-globals',
  ],
  [
    'the clock by another name in a pure folder',
    'src/core/planted-2.ts',
    'export const now: number = globalThis.Date.now()\n',
    'no-restricted-globals',
  ],
  [
    "the machine's locale in a pure folder",
    'src/core/planted-3.ts',
    'export const zone: string = new Intl.DateTimeFormat().resolvedOptions().timeZone\n',
    'no-restricted-globals',
  ],
  [
    'Math.random() in a pure folder',
    'src/math/planted-4.ts',
    'export const luck: number = Math.random()\n',
    'no-restricted-properties',
  ],
  [
    'a floating promise',
    'src/app/planted-5.ts',
    "import { readFile } from 'node:fs/promises'\n\nexport function planted(): void {\n  readFile('x')\n}\n",
    'no-floating-promises',
  ],
  [
    'an any',
    'src/app/planted-6.ts',
    'export function planted(value: any): void {\n  String(value)\n}\n',
    'no-explicit-any',
  ],
  [
    'a switch that forgets a case',
    'src/core/planted-7.ts',
    "export function planted(side: 'buy' | 'sell'): number {\n  let sign = 0\n  switch (side) {\n    case 'buy':\n      sign = 1\n  }\n  return sign\n}\n",
    'switch-exhaustiveness-check',
  ],
]

/** What a pure folder must not know, and a file that uses it. */
const impure: readonly (readonly [name: string, text: string])[] = [
  ['process', 'export const home: unknown = process.env\n'],
  ['setTimeout', 'setTimeout(() => undefined, 1)\nexport const planted = 1\n'],
  ['fetch', "export const planted: unknown = fetch('x')\n"],
  ['document', 'export const planted: unknown = document\n'],
]

/** What a tool says with all of its faults planted, once for all tests. */

let [sound, linted, typed]: Said[] = []

// A tool takes as long over one fault as over all: it is asked once, and says of each its place.
beforeAll(() => {
  for (const folder of ['src/core', 'src/app'])
    plant(`${folder}/sound.ts`, 'export const one = 1\n')
  sound = said(lint)
  for (const [, path, text] of unsound) plant(path, text)
  linted = said(lint)
  for (const [, path] of unsound) rmSync(join(copy, path))
  for (const [name, text] of impure) plant(`src/core/${name}.ts`, text)
  typed = said(types)
})

test('the sound copy passes', () => {
  expect(sound).toEqual({ status: 0, output: '' })
})

test.each(unsound)('the linter finds %s', (_, path, _text, rule) => {
  expect(linted!.status).not.toBe(0)
  expect(linesOf(linted!, path)).toEqual([expect.stringContaining(rule)])
})

test.each(impure)('the pure project does not know %s', (name) => {
  expect(typed!.status).not.toBe(0)
  expect(linesOf(typed!, `src/core/${name}.ts`)).toEqual([
    expect.stringContaining(`Cannot find name '${name}'`),
  ])
})

function linesOf({ output }: Said, path: string): readonly string[] {
  return output.split('\n').filter((line) => line.startsWith(path))
}
