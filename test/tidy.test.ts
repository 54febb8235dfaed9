import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder, writtenFiles } from './source-files.ts'

// What no linter knows.

const files = writtenFiles()
const read = (path: string): string => readFileSync(join(projectFolder, path), 'utf8')
const isCode = (path: string): boolean => /\.(ts|tsx|mjs|css|py|R)$/.test(path)

test('no source file is longer than 400 lines', () => {
  const long = files
    .filter(isCode)
    .map((path) => ({ path, lines: read(path).split('\n').length }))
    .filter(({ lines }) => lines > 401) // the last newline makes one more
  expect(long).toEqual([])
})

test('no folder or file is called by a name that says nothing', () => {
  const empty = /(^|\/)(utils?|common|helpers?|shared|misc|lib)(\/|\.[a-z.]+$)/
  expect(files.filter((path) => empty.test(path))).toEqual([])
})

test('files are named in kebab case', () => {
  const odd = files.filter(
    (path) => /^(src|web|test|scripts)\//.test(path) && !/^[a-z0-9./-]+$/.test(path),
  )
  expect(odd).toEqual([])
})

test('a barrel stands only where package.json opens a door', () => {
  const doors = Object.values(
    JSON.parse(read('package.json')).exports as Record<string, string>,
  ).map((path) => path.replace('./build/', '').replace(/\.js$/, '.ts'))
  const barrels = files.filter((path) => /^src\/.*index\.ts$/.test(path))
  expect(barrels.toSorted()).toEqual(doors.toSorted())
})

test('nobody left a note without an owner', () => {
  // Spelled apart, or this file would find itself.
  const words = ['TO DO', 'FIX ME', 'XX X', 'HA CK'].map((word) => word.replace(' ', ''))
  const note = new RegExp(`\\b(${words.join('|')})\\b`)
  expect(files.filter((path) => isCode(path) && note.test(read(path)))).toEqual([])
})

test('nobody takes the time since 1970 from when the process began: that is never set, and stands in a sleep', () => {
  const asked = files.filter((path) => path.startsWith('src/') && isCode(path))
  // The clock of all asks the machine's besides, and follows it.
  const askers = asked.filter((path) => /\btimeOrigin\b/.test(read(path)))
  expect(askers).toEqual(['src/app/live/wall-clock.ts'])
})

test('every link between the documents leads to a file', () => {
  const broken = files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      linksOf(path)
        .filter((target) => !existsSync(join(projectFolder, target)))
        .map((target) => `${path} -> ${target}`),
    )
  expect(broken).toEqual([])
})

test('every page of the documentation is linked from another', () => {
  const linked = new Set(
    files
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) => linksOf(path).filter((target) => target !== path)),
  )
  const pages = files.filter((path) => /^docs\/.*\.md$/.test(path))
  expect(pages.filter((path) => !linked.has(path))).toEqual([])
})

/** The files a document links to, from the project's folder. */
function linksOf(path: string): string[] {
  return [...read(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!.split('#')[0]!)
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(path), target))
}

test('every fixture names the program that made it, and is as that program left it', () => {
  const fixtures = files.filter(
    (path) => /^fixtures\/.*\.json$/.test(path) && !path.endsWith('/metadata.json'),
  )
  for (const path of fixtures) {
    const listed = JSON.parse(read(`${dirname(path)}/metadata.json`)) as Record<
      string,
      FixtureEntry
    >
    const entry = listed[path.split('/').at(-1)!]
    expect(entry, `${path} is not in its metadata.json`).toBeDefined()
    expect(files, `${path}: its generator`).toContain(`${dirname(path)}/${entry!.generator}`)
    expect(entry!.sha256, `${path}: sha256`).toBe(
      createHash('sha256').update(read(path)).digest('hex'),
    )
  }
})

interface FixtureEntry {
  readonly generator: string
  readonly sha256: string
}
