import { spawn } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder, writtenFiles } from './source-files.ts'

// bin/isobar in a checkout of its own: builds when it must, once, and never leaves half a build behind.

let checkout: string
/** Nothing imports it: a fault in it has little checked anew. */
const leaf = 'src/app/cli/main.ts'
/** Of no use to a build. */
const unread = /^(fixtures|test|docs|bench|\.ci)\/|\.test\.ts$/

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'isobar-checkout-'))
  for (const path of writtenFiles().filter((each) => !unread.test(each))) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    copyFileSync(join(projectFolder, path), join(checkout, path))
  }
  usePackages()
  // What the compilers keep of one build for the next. The build of nothing kept is the one before these tests.
  for (const kept of ['.cache/tsc', '.cache/kernels']) {
    cpSync(join(projectFolder, kept), join(checkout, kept), { recursive: true })
  }
})
afterAll(() => rmSync(checkout, { recursive: true, force: true }), 120_000)

/**
 * The packages, each file once more by name. Through one link to their folder the compiler sees them elsewhere than
 * before, and checks everything anew: five seconds of a processor.
 */
function usePackages(): void {
  const [from, to] = [projectFolder, checkout].map((folder) => join(folder, 'node_modules'))
  try {
    linkAll(from!, to!)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    rmSync(to!, { recursive: true, force: true })
    symlinkSync(from!, to!, 'dir')
  }
}

function linkAll(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [there, here] = [join(from, entry.name), join(to, entry.name)]
    // What tools keep for themselves stays theirs: a file that is written in place would be so in both.
    if (/^\.(vite|vitest|cache|isobar)/.test(entry.name)) continue
    if (entry.isDirectory()) linkAll(there, here)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(there), here)
    else linkSync(there, here)
  }
}

interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

function isobar(...args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [join(checkout, 'bin', 'isobar'), ...args], {
    cwd: tmpdir(),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}

function strayFolders(): string[] {
  return readdirSync(checkout).filter((name) => name.startsWith('build.'))
}

test('two first calls at once build once, and both answer', async () => {
  const calls = await Promise.all([isobar('--version'), isobar('--version')])
  for (const { exitCode, stdout, stderr } of calls) {
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  }
  expect(calls.filter(({ stderr }) => stderr.includes('building'))).toHaveLength(1)
  expect(strayFolders()).toEqual([])
})

test('a call on an unchanged checkout builds nothing', async () => {
  expect((await isobar('--version')).stderr).toBe('')
})

test('sources that do not compile end with an error and leave the last build in place; the lock of a process that died is taken over', async () => {
  const lock = join(checkout, '.cache', 'lock')
  mkdirSync(lock)
  writeFileSync(join(lock, 'holder-999999999'), '')
  const before = readFileSync(join(checkout, 'build', 'stamp'), 'utf8')
  const path = join(checkout, leaf)
  const sound = readFileSync(path, 'utf8')
  writeFileSync(path, `${sound}\nexport const broken: number = 'text'\n`)
  const call = await isobar('--version')
  expect(call.exitCode).toBe(1)
  expect(call.stdout).toBe('')
  expect(call.stderr).toContain(leaf)
  expect(readFileSync(join(checkout, 'build', 'stamp'), 'utf8')).toBe(before)
  expect(strayFolders()).toEqual([])
  expect(existsSync(lock)).toBe(false)
  writeFileSync(path, sound)
})

test('what joins modules is a source too, and its failure no stack trace', async () => {
  const path = join(checkout, 'scripts', 'join-modules.mjs')
  const sound = readFileSync(path, 'utf8')
  writeFileSync(path, sound.replace("'cli', 'main.js'", "'cli', 'no-such.js'"))
  const call = await isobar('--version')
  writeFileSync(path, sound)
  expect(call).toMatchObject({ exitCode: 1, stdout: '' })
  expect(call.stderr).toMatch(/^isobar: joining modules failed: [^]*no-such/m)
  expect(call.stderr).not.toContain('    at ')
  expect(strayFolders()).toEqual([])
})

test('an installed package runs without sources and without building', async () => {
  const call = await isobar('--version')
  expect(call.exitCode, call.stderr).toBe(0)
  for (const folder of ['src', 'web']) rmSync(join(checkout, folder), { recursive: true })
  const installed = await isobar('--version')
  expect(installed).toMatchObject({ exitCode: 0, stderr: '' })
})
