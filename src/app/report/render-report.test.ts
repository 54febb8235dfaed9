import { createHash } from 'node:crypto'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, test } from 'vitest'
import { screenFixture } from '../../../test/desk-fixture.ts'
import { renderReport, type ReportedRun } from './render-report.ts'

const script = `const a = '</script><!-- it is a string -->'; console.log(a, "$&")`
const webFolder = mkdtempSync(join(tmpdir(), 'isobar-report-'))
mkdirSync(join(webFolder, 'assets'))
writeFileSync(
  join(webFolder, 'index.html'),
  `<!doctype html>
<html><head>
<link rel="icon" type="image/svg+xml" href="./assets/mark.svg" />
<script type="module" crossorigin src="./assets/page.js"></script>
<link rel="stylesheet" crossorigin href="./assets/page.css">
<!--isobar:token--></head><body><main><!--isobar:facts--></main>
</body></html>`,
)
writeFileSync(join(webFolder, 'assets', 'page.js'), script)
writeFileSync(join(webFolder, 'assets', 'page.css'), 'main { color: #123456 }')
writeFileSync(join(webFolder, 'assets', 'mark.svg'), '<svg/>')
afterAll(() => rmSync(webFolder, { recursive: true }))

const run: ReportedRun = {
  command: 'pairs screen',
  version: '1.2.3',
  seed: null,
  inputs: [{ file: '</script><b>odd name', sha256: 'ab' }],
  result: screenFixture(1, 4),
}

test('a report asks no address for anything', async () => {
  const page = await renderReport(run, webFolder)
  expect(page).not.toMatch(/(src|href)="(?!data:)/)
})

test('the run is inside as JSON, whatever its words, and reads back as it was', async () => {
  const page = await renderReport(run, webFolder)
  const json = /<script type="application\/json" id="isobar-run">([^<]*)<\/script>/.exec(page)?.[1]
  expect(JSON.parse(json ?? '')).toEqual({ ...run, source: null })
  expect(page).not.toContain('<b>')
})

test('the script stays one element and means what it meant, and only it may run', async () => {
  const page = await renderReport(run, webFolder)
  const inline = /<script type="module">(.*?)<\/script>/s.exec(page)?.[1] ?? ''
  const spoken: unknown[] = []
  runInNewContext(inline, { console: { log: (...said: unknown[]) => spoken.push(...said) } })
  expect(spoken).toEqual(['</script><!-- it is a string -->', '$&'])
  const hash = createHash('sha256').update(inline).digest('base64')
  expect(page).toContain(`script-src 'sha256-${hash}'`)
  expect(page).toContain("default-src 'none'")
})

test('a run that made its own data says so to every reader', async () => {
  const page = await renderReport({ ...run, seed: 3, inputs: [] }, webFolder)
  expect(page).toContain('<strong>SYNTHETIC DATA, seed 3</strong>')
  expect(page).toContain('"source":{"kind":"synthetic","seed":3}')
})

test.each([
  [null],
  [{}],
  [{ kind: 'pairs-screen', version: 2 }],
  [{ kind: 'arb-scan', version: 2 }],
])('a result it cannot show is refused by name: %j', async (result) => {
  await expect(renderReport({ ...run, result }, webFolder)).rejects.toMatchObject({ code: 'data' })
})

test('a kind without a page of its own is shown all the same', async () => {
  const result = { kind: 'something-new', version: 7, figure: 3 }
  expect(await renderReport({ ...run, result }, webFolder)).toContain('"kind":"something-new"')
})

test('a page that was not built is a fault of the world', async () => {
  const missing = join(webFolder, 'missing')
  await expect(renderReport(run, missing)).rejects.toMatchObject({ code: 'world' })
})
