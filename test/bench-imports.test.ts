import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder, writtenFiles } from './source-files.ts'

// Benches run what is built, hours at a time and seldom: no compiler sees that what they import has moved away.

const read = (path: string): string => readFileSync(join(projectFolder, path), 'utf8')
const benches = writtenFiles().filter((path) => /^bench\/.*\.mjs$/.test(path))

/** What is imported from one module of src/. */
interface Taken {
  readonly bench: string
  readonly source: string
  readonly names: readonly string[]
}

const taken = benches.flatMap(takenBy)

test('every import of a bench names a module of src and what it exports', () => {
  expect(taken.flatMap(faultsOf)).toEqual([])
})

test('every way in which benches write down such a module is seen', () => {
  // A bench that reaches into the build without one import found would be checked by nothing.
  const unseen = benches.filter(
    (path) => /build\/src/.test(read(path)) && !taken.some(({ bench }) => bench === path),
  )
  expect(unseen).toEqual([])
  expect(taken.length).toBeGreaterThan(80)
})

function faultsOf({ bench, source, names }: Taken): string[] {
  if (!existsSync(join(projectFolder, source))) return [`${bench}: there is no ${source}`]
  const text = read(source)
  return names
    .filter((name) => !isExported(name, text))
    .map((name) => `${bench}: ${source} exports no ${name}`)
}

function isExported(name: string, text: string): boolean {
  const declared = new RegExp(
    String.raw`^export (?:(?:async )?function\*?|const|let|abstract class|class) ${name}\b`,
    'm',
  )
  const listed = new RegExp(String.raw`^export \{[^}]*\b${name}\b[^}]*\}`, 'm')
  return declared.test(text) || listed.test(text)
}

/**
 * `import { a } from '../build/src/x.js'`, `const { a } = await import('../build/src/x.js')`, the same through
 * `new URL('x.js', built)`, and `await from('x')`.
 */
function takenBy(bench: string): Taken[] {
  const text = read(bench)
  return [
    /import\s*\{([^}]*)\}\s*from\s*'([^']*build\/src\/[^']+)'/g,
    /\{([^{}]*)\}\s*=\s*await import\(\s*(?:new URL\(\s*)?'([^']*build\/src\/[^']+)'/g,
    /\{([^{}]*)\}\s*=\s*await import\(\s*new URL\(\s*'([^']+)',\s*built\b/g,
    /\{([^{}]*)\}\s*=\s*await from\(\s*'([^']+)'/g,
  ]
    .flatMap((way) => [...text.matchAll(way)])
    .map(([, names, path]) => ({
      bench,
      source: `src/${path!.replace(/^.*build\/src\//, '').replace(/\.js$/, '')}.ts`,
      names: names!
        .split(',')
        .map((each) => each.split(/\s+as\s+|:/)[0]!.trim())
        .filter((each) => each !== ''),
    }))
}
