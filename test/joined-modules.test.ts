import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder, writtenFiles } from './source-files.ts'

// The built command, whose modules scripts/join-modules.mjs joins. That it works is what each test of a command shows.

const built = join(projectFolder, 'build', 'src')

function classNames(text: string): string[] {
  const classes = text.matchAll(
    /^(?:export )?(?:class (\w+)|var (\w+) = class) extends \w*Error\b/gm,
  )
  return [...classes].map(([, statement, expression]) => statement ?? expression!)
}

test('errors keep the names they were written with', () => {
  const sources = writtenFiles().filter((path) => /^src\/.*(?<!\.test|\.bench)\.ts$/.test(path))
  const written = sources.flatMap((path) =>
    classNames(readFileSync(join(projectFolder, path), 'utf8')),
  )
  const threads = join(built, 'app', 'workers')
  const chunks = readdirSync(threads).filter((name) => /^chunk-.*\.js$/.test(name))
  const joined = chunks.flatMap((name) => classNames(readFileSync(join(threads, name), 'utf8')))
  expect(joined).toContain('UsageError')
  expect(joined.filter((name) => !written.includes(name))).toEqual([])
})

test('files that are named by where a module lies are there, seen from where it was moved to', () => {
  const folders = [join(built, 'app', 'workers'), join(built, 'app', 'cli')]
  const named = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^(main|chunk-.*|.*-[A-Z0-9]{8}|.*-worker)\.js$/.test(name))
      .flatMap((name) => {
        const text = readFileSync(join(folder, name), 'utf8')
        const uses = text.matchAll(/([\w.]*)\(([^()]*)import\.meta\.url/g)
        return [...uses].map(([, call, before]) => [call!, before!, join(folder, name)] as const)
      }),
  )
  const addresses = named.filter(([call]) => call === 'URL')
  expect(addresses.length).toBeGreaterThan(4)
  for (const [, before, path] of addresses) {
    const [, address] = /^["']([^"']+)["'], $/.exec(before)!
    expect(existsSync(join(path, '..', address!)), `${address} of ${path}`).toBe(true)
  }
  // Whatever else is asked of a module's place has to be true of any.
  expect([...new Set(named.map(([call]) => call.replace(/\d+$/, '')))].toSorted()).toEqual([
    'URL',
    'createRequire',
  ])
})

test('what a command begins with are few files, which are the same wherever they are built', () => {
  const main = readFileSync(join(built, 'app', 'cli', 'main.js'), 'utf8')
  expect(main).toContain('\n// app/cli/main.js\n')
  expect(main).toContain('\n// app/cli/failure.js\n')
  expect(main).toMatch(/from "\.\.\/workers\/chunk-\w+\.js"/)
})
