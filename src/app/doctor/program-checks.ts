import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { errorText } from '../../core/errors.ts'
import { withDuckDb } from '../../stores/duck-db.ts'
import { compiledMessageKernel } from '../kernels/compiled-messages.ts'
import { compiledRowKernel } from '../kernels/compiled-rows.ts'
import { loadScreenModule } from '../kernels/compiled-screen.ts'
import { buildStamp, isCheckout, packageFolder, webFolder } from '../package-facts.ts'
import type { Check, Finding } from './check.ts'

/** The program itself: what it runs on and what it is made of. */
export function programChecks(environment: Readonly<Record<string, string | undefined>>): Check[] {
  const base = { group: 'program', withinMs: 10_000, otherwise: 'broken' } as const
  const checks: Check[] = [
    { ...base, name: 'Node', look: () => nodeFinding(process.versions.node) },
    { ...base, name: 'build', look: buildFinding },
    { ...base, name: 'kernels', look: () => kernelsFinding(compiledKernels) },
    { ...base, name: 'DuckDB', look: duckDbFinding },
  ]
  if (!isCheckout) return checks
  const chromium = environment['ISOBAR_CHROMIUM'] || '/usr/bin/chromium'
  const look = (): Finding => chromiumFinding(chromium)
  return [...checks, { ...base, name: 'Chromium', otherwise: 'remark', look }]
}

/** The least, as in package.json. */
const [majorLeast, minorLeast] = [20, 19] as const

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > majorLeast || (major === majorLeast && minor >= minorLeast)
  const least = `${majorLeast}.${minorLeast}`
  const facts = { version, least }
  return isEnough
    ? { status: 'ok', says: `${version}; ${least} or newer is needed`, facts }
    : { status: 'broken', says: version, advice: `install Node ${least} or newer`, facts }
}

const rebuild = isCheckout ? 'remove the folder build and run any command' : 'install it again'

async function buildFinding(): Promise<Finding> {
  const stamp = buildStamp().slice(0, 12)
  if (!existsSync(join(webFolder, 'index.html')))
    return { status: 'broken', says: 'the pages of the desk are missing', advice: rebuild }
  if (!isCheckout)
    return { status: 'ok', says: `${stamp}, as it was installed`, facts: { stamp, isFresh: null } }
  const setUp = pathToFileURL(join(packageFolder, 'scripts', 'set-up.mjs')).href
  const { isFresh } = (await import(setUp)) as { isFresh: () => boolean }
  const facts = { stamp, isFresh: isFresh() }
  return facts.isFresh
    ? { status: 'ok', says: `${stamp}, of these sources`, facts }
    : {
        status: 'remark',
        says: `${stamp}, of other sources than are here`,
        advice: 'npm run build',
        facts,
      }
}

/** How each kernel is loaded, and what asks for it. Their readable twins serve tests: no command falls back on them. */
const compiledKernels: Readonly<Record<string, LoadedKernel>> = {
  messages: { load: () => compiledMessageKernel().open(), needs: 'data import raw:' },
  rows: { load: compiledRowKernel, needs: 'data import, arb scan, arb backtest' },
  screen: { load: loadScreenModule, needs: 'pairs screen, pairs walkforward' },
}

interface LoadedKernel {
  readonly load: () => unknown
  readonly needs: string
}

export function kernelsFinding(kernels: Readonly<Record<string, LoadedKernel>>): Finding {
  const failures = Object.entries(kernels).flatMap(([name, { load, needs }]) => {
    try {
      load()
      return []
    } catch (cause) {
      return [{ name, needs, reason: errorText(cause) }]
    }
  })
  const all = Object.keys(kernels)
  const loaded = all.filter((name) => !failures.some((each) => each.name === name))
  const facts = { loaded, failures }
  if (failures.length === 0) return { status: 'ok', says: `${all.join(', ')}: compiled`, facts }
  const says = failures.map(
    ({ name, needs, reason }) => `${name} does not load (${reason}): ${needs} stop`,
  )
  return { status: 'broken', says: says.join('; '), advice: rebuild, facts }
}

async function duckDbFinding(): Promise<Finding> {
  const advice = `${isCheckout ? 'npm ci' : 'install it again'} on this machine: it brings a library for each system`
  try {
    await withDuckDb({ memory: '64MB' }, (connection) => connection.run('SELECT 42'))
    return { status: 'ok', says: 'loaded: Parquet is read and written' }
  } catch (cause) {
    const inner = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause
    const says = `${errorText(cause)} (${errorText(inner).split('\n')[0]})`
    return { status: 'broken', says, advice }
  }
}

export function chromiumFinding(path: string): Finding {
  const facts = { path }
  return existsSync(path)
    ? { status: 'ok', says: `${path}, for tests of the pages`, facts }
    : {
        status: 'remark',
        says: `none at ${path}: tests of the pages are skipped, nothing else needs it`,
        advice: 'install Chromium, or name one with ISOBAR_CHROMIUM',
        facts,
      }
}
