import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder, writtenFiles } from './source-files.ts'

/**
 * Who may import whom: the map of docs/ARCHITECTURE.md as a literal. A folder missing here fails the test.
 * `types` may be imported as types only; `pure` folders import no package and no part of Node.
 */
interface Layer {
  readonly pure?: true
  readonly imports: readonly string[]
  readonly types?: readonly string[]
}

const layers: Readonly<Record<string, Layer>> = {
  'src/math': { pure: true, imports: [] },
  'src/core': { pure: true, imports: ['src/math'] },
  'src/wire': { pure: true, imports: ['src/math', 'src/core'] },
  'src/econometrics': { pure: true, imports: ['src/math'] },
  'src/book': { pure: true, imports: ['src/math', 'src/core'] },
  'src/microstructure': {
    pure: true,
    imports: ['src/math', 'src/core', 'src/econometrics', 'src/book'],
  },
  'src/forecast': {
    pure: true,
    imports: ['src/math', 'src/core', 'src/econometrics', 'src/microstructure'],
  },
  'src/portfolio': { pure: true, imports: ['src/math', 'src/core'] },
  'src/performance': {
    pure: true,
    imports: ['src/math', 'src/core', 'src/econometrics', 'src/portfolio'],
  },
  'src/risk': {
    pure: true,
    imports: ['src/math', 'src/core', 'src/econometrics', 'src/book', 'src/portfolio'],
  },
  'src/execution': {
    pure: true,
    imports: ['src/math', 'src/core', 'src/book', 'src/portfolio', 'src/risk'],
  },
  'src/strategies': {
    pure: true,
    imports: [
      'src/math',
      'src/core',
      'src/econometrics',
      'src/book',
      'src/microstructure',
      'src/forecast',
      'src/portfolio',
    ],
  },
  'src/engine': {
    pure: true,
    imports: ['src/math', 'src/core', 'src/book', 'src/portfolio', 'src/risk', 'src/execution'],
  },
  'src/simulation': { pure: true, imports: ['src/math', 'src/core', 'src/book', 'src/portfolio'] },
  'src/research': {
    pure: true,
    imports: [
      'src/math',
      'src/core',
      'src/econometrics',
      'src/book',
      'src/microstructure',
      'src/forecast',
      'src/portfolio',
      'src/performance',
      'src/risk',
      'src/execution',
      'src/engine',
      'src/strategies',
      'src/simulation',
    ],
  },
  'src/protocol': {
    pure: true,
    imports: ['src/core'],
    types: ['src/research', 'src/performance', 'src/econometrics', 'src/engine'],
  },
  'src/exchanges': {
    imports: ['src/math', 'src/core', 'src/wire', 'src/book', 'src/portfolio', 'src/simulation'],
  },
  'src/gateways': { imports: ['src/math', 'src/core', 'src/wire', 'src/book'] },
  'src/stores': { imports: ['src/math', 'src/core', 'src/wire', 'src/book'] },
  'src/app': {
    imports: [
      'src/math',
      'src/core',
      'src/wire',
      'src/econometrics',
      'src/book',
      'src/microstructure',
      'src/forecast',
      'src/portfolio',
      'src/performance',
      'src/risk',
      'src/execution',
      'src/engine',
      'src/strategies',
      'src/simulation',
      'src/research',
      'src/protocol',
      'src/gateways',
      'src/stores',
      'src/exchanges',
    ],
  },
  web: {
    imports: ['src/math', 'src/core', 'src/protocol'],
    types: ['src/research', 'src/performance', 'src/econometrics', 'src/engine'],
  },
}

interface Import {
  readonly from: string
  readonly target: string
  readonly typeOnly: boolean
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^'"]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

/** The imports of one source text; a string in a comment may slip in, an import never slips out. */
function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = match[2] ?? match[3] ?? match[4]!
    return { from: file, target, typeOnly: match[1] !== undefined }
  })
}

function layerOf(path: string): string {
  const [first, second] = path.split('/')
  return first === 'src' ? `src/${second}` : first!
}

/** What is wrong with an import, in words; undefined when nothing is. */
function fault({ from, target, typeOnly }: Import): string | undefined {
  const layer = layers[layerOf(from)]
  if (layer === undefined) return `${from}: its folder is not in the layer table`
  if (!target.startsWith('.')) {
    return layer.pure ? `${from}: a pure folder imports ${target}` : undefined
  }
  const path = posix.normalize(posix.join(posix.dirname(from), target))
  const to = layerOf(path)
  if (to === layerOf(from)) {
    const isDoor = path.split('/').length === 3 && path.endsWith('/index.ts')
    return isDoor ? `${from}: imports the door ${path}; inside src, name the file` : undefined
  }
  if (layer.imports.includes(to)) {
    return path === `${to}/index.ts`
      ? `${from}: imports the door ${path}; name the file`
      : undefined
  }
  if (typeOnly && layer.types?.includes(to) === true) return undefined
  return `${from}: ${layerOf(from)} may not import ${to} (${target})`
}

function faultsOf(from: string, text: string): string[] {
  return importsOf(from, text)
    .map(fault)
    .filter((found) => found !== undefined)
}

const sources = writtenFiles().filter(
  (path) => /^(src|web)\/.*\.tsx?$/.test(path) && !/\.(test|bench)\.tsx?$/.test(path),
)

test('every import points down the layer table', () => {
  const faults = sources.flatMap((file) =>
    faultsOf(file, readFileSync(join(projectFolder, file), 'utf8')),
  )
  expect(faults).toEqual([])
})

test('every layer of the table has its folder, and its pure folders are in the pure project', () => {
  const present = new Set(sources.map(layerOf))
  expect(Object.keys(layers).filter((layer) => !present.has(layer))).toEqual([])
  const pureProject = readFileSync(join(projectFolder, 'tsconfig.pure.json'), 'utf8')
  for (const [folder, layer] of Object.entries(layers)) {
    expect(pureProject.includes(`"${folder}/**/*.ts"`), folder).toBe(layer.pure === true)
  }
})

test('the checker itself finds what it is there for', () => {
  expect(faultsOf('src/math/a.ts', `import { x } from '../core/time.ts'`)).toHaveLength(1)
  expect(faultsOf('src/math/a.ts', `import type { X } from '../core/time.ts'`)).toHaveLength(1)
  expect(faultsOf('src/math/a.ts', `import {\n  x,\n  y,\n} from '../core/time.ts'`)).toHaveLength(
    1,
  )
  expect(faultsOf('src/core/a.ts', `import { readFileSync } from 'node:fs'`)).toHaveLength(1)
  expect(faultsOf('src/core/a.ts', `const fs = await import('node:fs')`)).toHaveLength(1)
  expect(faultsOf('src/app/a.ts', `export { x } from '../math/index.ts'`)).toHaveLength(1)
  expect(
    faultsOf('web/a.tsx', `import { screen } from '../src/research/pairs/screen.ts'`),
  ).toHaveLength(1)
  expect(
    faultsOf('web/a.tsx', `import type { R } from '../src/research/pairs/screen-result.ts'`),
  ).toEqual([])
  expect(faultsOf('src/elsewhere/a.ts', `import './b.ts'`)).toHaveLength(1)
  expect(faultsOf('src/app/a.ts', `import { x } from '../stores/csv.ts'`)).toEqual([])
})
