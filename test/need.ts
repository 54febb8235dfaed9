import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'vitest'

/** What a test may need that a user's machine need not have. */
export type Need = 'data' | 'browser' | 'python'

const projectFolder = join(import.meta.dirname, '..')

/** The folder of real market data beside the project; it is never part of the project. */
export const sharedFolder: string = join(projectFolder, '..', 'shared')

/** Debian's browser, or the one `ISOBAR_CHROMIUM` names. */
export const chromiumPath: string = process.env['ISOBAR_CHROMIUM'] ?? '/usr/bin/chromium'

/** The interpreter that has the reference packages, or the one `ISOBAR_PYTHON` names. */
export const pythonPath: string = process.env['ISOBAR_PYTHON'] ?? 'python3'

/** Whether they are there; to import them takes two seconds of a processor, in each worker. */
const arePackagesThere = `
from importlib.util import find_spec
assert all(find_spec(name) for name in ('statsmodels', 'arch', 'pandas', 'pyarrow'))`

const absent: Record<Need, () => string | undefined> = {
  data: () =>
    existsSync(join(sharedFolder, 'data', 'BARS.md'))
      ? undefined
      : 'no real market data beside the project',
  browser: () => (existsSync(chromiumPath) ? undefined : `no Chromium at ${chromiumPath}`),
  python: () =>
    spawnSync(pythonPath, ['-c', arePackagesThere]).status === 0
      ? undefined
      : 'no Python with statsmodels, arch, pandas and pyarrow (fixtures/requirements.txt)',
}

const known = new Map<Need, string | undefined>()

/**
 * Skips the test, with the reason, where the machine lacks what it needs.
 *
 * @throws Error where `ISOBAR_REQUIRE` (comma-separated needs) names it: there a skip would hide a fault.
 * @example test('reads the real bars', (context) => { needs('data', context); ... })
 */
export function needs(need: Need, context: TestContext): void {
  if (!known.has(need)) known.set(need, absent[need]())
  const reason = known.get(need)
  if (reason === undefined) return
  const required = (process.env['ISOBAR_REQUIRE'] ?? '').split(',')
  if (required.includes(need)) throw new Error(`ISOBAR_REQUIRE names ${need}: ${reason}`)
  context.skip(reason)
}
