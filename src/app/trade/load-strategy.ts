import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type BuildFailure, type Plugin } from 'esbuild'
import { UsageError } from '../../core/errors.ts'
import type { StrategyFactory } from '../../core/strategy/strategy.ts'
import { arbitrageStrategy } from '../../strategies/arbitrage/arbitrage-strategy.ts'
import { crossMarketMaker } from '../../strategies/cross-market-maker.ts'
import { drillStrategy } from '../../strategies/drill.ts'
import { doorFile } from '../package-facts.ts'
import { routedOrderStrategy } from '../route/routed-order.ts'
import { bundleHead, closeConstructors, forbiddenIn, replacedNames } from './strategy-names.ts'

/** Strategies that are part of this program, by what they are called instead of a file. */
const ownStrategies: ReadonlyMap<string, StrategyFactory> = new Map<string, StrategyFactory>([
  ['arbitrage', arbitrageStrategy],
  ['cross-market-maker', crossMarketMaker],
  ['drill', drillStrategy],
  ['route', (setup) => routedOrderStrategy(setup)],
])

/** Is this one of this program's own, whatever lies in a folder? */
export function isOwnStrategy(name: string): boolean {
  return ownStrategies.has(name)
}

/** A strategy that was read from a file, or is one of this program's own. */
export interface LoadedStrategy {
  readonly strategy: StrategyFactory
  /** All that it is made of: its own file first, then what that imports from beside it; none where it is our own. */
  readonly files: readonly string[]
}

/**
 * The strategy of a user's file, TypeScript or JavaScript: bundled with whatever it imports from beside it, and from
 * the doors `isobar/...`. Nothing else can be imported, and no clock, no unseeded random number and no part of the
 * machine is there for it: a run must come out the same again. Or one of this program's own, by its name.
 *
 * @throws UsageError when the file cannot be built, names what it may not, or exports no `strategy`
 */
export async function loadStrategy(file: string): Promise<LoadedStrategy> {
  const own = ownStrategies.get(file)
  if (own !== undefined) return { strategy: own, files: [] }
  if (!existsSync(file)) throw new UsageError(`no strategy file ${file}`)
  const { code, beside } = await bundle(file)
  const loaded = await imported(file, code)
  if (typeof loaded.strategy !== 'function') {
    throw new UsageError(`${file}: expected it to export a function called strategy`)
  }
  return { strategy: loaded.strategy as StrategyFactory, files: [file, ...beside] }
}

/** What it throws while it is read is its own fault. */
async function imported(file: string, code: Buffer): Promise<{ readonly strategy?: unknown }> {
  closeConstructors()
  try {
    const url = `data:text/javascript;base64,${code.toString('base64')}`
    return (await import(url)) as { readonly strategy?: unknown }
  } catch (cause) {
    throw new UsageError(`${file}: it threw while it was read: ${String(cause)}`)
  }
}

async function bundle(
  file: string,
): Promise<{ readonly code: Buffer; readonly beside: readonly string[] }> {
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [resolve(file)],
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'node20',
      write: false,
      metafile: true,
      logLevel: 'silent',
      plugins: [doors],
      define: replacedNames,
      banner: { js: bundleHead },
      // What is imported by a name that is made as it runs is not there either.
      supported: { 'dynamic-import': false },
    })
    const code = Buffer.from(outputFiles[0]!.contents)
    const strange = forbiddenIn(outputFiles[0]!.text)
    if (strange !== undefined) throw new UsageError(`${file} uses ${strange}`)
    // Paths are from where the command runs.
    const inputs = Object.keys(metafile.inputs).map((path) => resolve(path))
    return { code, beside: inputs.filter((path) => path !== resolve(file)).toSorted() }
  } catch (cause) {
    if (!isBuildFailure(cause)) throw cause
    const { text, location } = cause.errors[0]!
    const place = location === null ? file : `${location.file}:${location.line}`
    throw new UsageError(`${place}: ${text}`)
  }
}

function isBuildFailure(cause: unknown): cause is BuildFailure {
  return cause instanceof Error && 'errors' in cause && Array.isArray(cause.errors)
}

/** Finds the doors, which stay what the command itself uses, and lets nothing else in but files beside the strategy. */
const doors: Plugin = {
  name: 'doors',
  setup(builder) {
    builder.onResolve({ filter: /.*/ }, ({ path, kind, resolveDir }) => {
      if (kind === 'entry-point') return { path }
      const door = /^isobar\/([a-z]+)$/.exec(path)?.[1]
      if (door !== undefined) {
        const found = doorFile(door)
        return existsSync(found)
          ? { path: pathToFileURL(found).href, external: true }
          : refused(path)
      }
      if (!path.startsWith('.')) return refused(path)
      const target = resolve(resolveDir, path)
      const candidates = [target, `${target}.ts`, `${target}.js`, join(target, 'index.ts')]
      const file = candidates.find((each) => existsSync(each) && each !== dirname(each))
      return file === undefined ? refused(path) : { path: file }
    })
  },
}

function refused(path: string): { readonly errors: { readonly text: string }[] } {
  const text = `cannot import ${path}: a strategy imports files beside it and the doors isobar/...`
  return { errors: [{ text }] }
}
