// Makes a checkout runnable: installs packages when the lock file asks for it, builds when the sources
// changed. Node built-ins only, for it runs before there is a node_modules. Two calls at once are safe.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { joinModules } from './join-modules.mjs'
import { withLock } from './lock.mjs'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(root, '.cache')
const build = join(root, 'build')
const SOURCES = [
  'src',
  'web',
  'scripts',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.pure.json',
  'tsconfig.node.json',
  'vite.config.ts',
]

// Each flag and what it buys.
const KERNEL_FLAGS = [
  '-O3 --noAssert', // addresses are computed, not checked: the layout is
  '--runtime stub', // nothing is allocated inside
  '--enable simd',
  '--importMemory', // it comes from outside
  '--initialMemory 1 --maximumMemory 65536', // pages; the memory that comes says how many there are
  '--disableWarning 112', // pairs of doubles are exchanged between files, never with JavaScript
].flatMap((flags) => flags.split(' '))

/** Threads work on one memory; the kernels named below have one of their own, into which bytes are copied sooner. */
const SHARED_FLAGS = ['--enable', 'threads', '--sharedMemory']
const KERNELS_OF_ONE_THREAD = ['messages']

/** True in a checkout, false in an installed package, which carries its build and no sources. */
export const isCheckout = existsSync(join(root, 'src'))

/** Installs and builds whatever is missing or stale; returns at once when nothing is. */
export async function setUp() {
  if (isFresh()) return
  mkdirSync(cache, { recursive: true })
  const work = async () => {
    if (isFresh()) return // another call did it while we waited
    if (!isInstalled()) await install()
    await buildAside(contentStamp())
  }
  await withLock(join(cache, 'lock'), work, sayWaiting)
}

/** Is what is built of these sources, and are packages there? */
export function isFresh() {
  const stampFile = join(build, 'stamp')
  return (
    existsSync(join(root, 'node_modules', '.package-lock.json')) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === contentStamp()
  )
}

/** Hash over the path and content of everything the build is made from; file times do not matter. */
function contentStamp() {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const file of filesUnder(join(root, source))) {
      hash
        .update(relative(root, file).split(sep).join('/'))
        .update('\0')
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  if (!existsSync(path)) return []
  const entries = (() => {
    try {
      return readdirSync(path, { withFileTypes: true })
    } catch (error) {
      if (error.code === 'ENOTDIR') return undefined
      throw error
    }
  })()
  if (entries === undefined) return [path]
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)],
    )
    .filter((file) => !/\.(test|bench)\.tsx?$/.test(file))
}

/** Whether node_modules holds exactly the versions the lock file names (packages of other platforms aside). */
function isInstalled() {
  const present = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(present)) return false
  const installed = JSON.parse(readFileSync(present, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || entry.optional === true || installed[path]?.version === entry.version,
  )
}

async function install() {
  say('installing packages (npm ci)')
  const npm = process.env.npm_execpath
  // Warnings of packages about their own dependencies are nothing a user can act on.
  const ci = ['ci', '--loglevel=error']
  if (npm !== undefined && npm.endsWith('.js')) await run(process.execPath, [npm, ...ci])
  else await run('npm', ci)
}

/** Builds into folders of its own, then puts the result in place by renaming: a reader sees old or new, never half. */
async function buildAside(stamp) {
  say('building, once for these sources, which may take half a minute')
  const aside = join(root, `build.${process.pid}`)
  const compiled = join(cache, 'tsc')
  try {
    // None needs another's result: side by side they take two cores half the time.
    await allOf([
      runTool('typescript/bin/tsc', ['-b', 'tsconfig.pure.json', 'tsconfig.node.json']),
      buildKernels(join(aside, 'kernels')),
      runTool('vite/bin/vite.js', ['build', '--logLevel', 'error', '--outDir', join(aside, 'web')]),
    ])
    copyCompiled(compiled, aside)
    await joinModules(join(aside, 'src')).catch((cause) => {
      // Its stack is of no use to whoever starts a command.
      throw new SetUpError(`joining modules failed: ${cause.message}`)
    })
    writeFileSync(join(aside, 'stamp'), stamp)
    const old = join(root, `build.old.${process.pid}`)
    if (existsSync(build)) renameSync(build, old)
    renameSync(aside, build)
    rmSync(old, { recursive: true, force: true })
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

/** Waits for all, also where one fails: what still runs would write into folders that are taken away. */
async function allOf(steps) {
  const failed = (await Promise.allSettled(steps)).find(({ status }) => status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** Copies the output of each source that still exists: the compiler leaves the output of deleted ones behind. */
function copyCompiled(from, to) {
  const folders = new Set()
  for (const source of filesUnder(join(root, 'src'))) {
    if (!source.endsWith('.ts') || source.endsWith('.as.ts')) continue
    const stem = relative(root, source).slice(0, -'.ts'.length)
    const folder = dirname(join(to, stem))
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true })
    folders.add(folder)
    for (const extension of ['.js', '.d.ts']) {
      copyFileSync(join(from, stem + extension), join(to, stem + extension))
    }
  }
}

/** Compiles each `src/math/kernels/NAME.as.ts` to NAME.wasm; what it imports lies in a folder of its name. */
async function buildKernels(to) {
  const folder = join(root, 'src', 'math', 'kernels')
  const sources = filesUnder(folder).filter((path) => path.endsWith('.as.ts'))
  mkdirSync(to, { recursive: true })
  await allOf(
    sources
      .filter((path) => dirname(path) === folder)
      .map(async (source) => {
        const name = basename(source, '.as.ts')
        const imported = sources.filter((path) => dirname(path) === join(folder, name))
        copyFileSync(await compiledKernel(name, [source, ...imported]), join(to, `${name}.wasm`))
      }),
  )
}

/** The compiler takes seconds for each: what it made of the same sources is kept, and what it made of others is not. */
async function compiledKernel(name, sources) {
  const memory = KERNELS_OF_ONE_THREAD.includes(name) ? [] : SHARED_FLAGS
  const flags = [...KERNEL_FLAGS, ...memory]
  const folder = join(cache, 'kernels', name)
  const kept = join(folder, `${kernelStamp(sources, flags)}.wasm`)
  if (existsSync(kept)) return kept
  const made = `${kept}.${process.pid}`
  rmSync(folder, { recursive: true, force: true })
  await runTool('assemblyscript/bin/asc.js', [relative(root, sources[0]), '-o', made, ...flags])
  renameSync(made, kept)
  return kept
}

function kernelStamp(sources, flags) {
  const compiler = readFileSync(join(root, 'node_modules/assemblyscript/package.json'), 'utf8')
  const hash = createHash('sha256').update(compiler).update(flags.join(' '))
  for (const source of sources) hash.update('\0').update(readFileSync(source))
  return hash.digest('hex').slice(0, 16)
}

function runTool(script, args) {
  // A reader's NODE_ENV, or a test's, would put development builds of packages into the page: 636 kB, not 372.
  const env = { ...process.env, NODE_ENV: 'production' }
  return run(process.execPath, [join(root, 'node_modules', script), ...args], env)
}

async function run(command, args, env = process.env) {
  // Their standard output joins our standard error: standard output belongs to the command that was asked for.
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  const [code] = await once(child, 'close').catch((cause) => {
    throw new Error(`could not start ${command}`, { cause })
  })
  if (code !== 0) throw new SetUpError(`${[command, ...args].join(' ')} failed (see above)`)
}

/** A step that said on standard error why it failed. */
export class SetUpError extends Error {}

function sayWaiting() {
  say('waiting for another call, which builds')
}

function say(what) {
  process.stderr.write(`isobar: ${what} ...\n`)
}
