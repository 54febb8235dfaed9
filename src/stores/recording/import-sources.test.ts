import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixtureLevels, fixtureOrigin } from '../../../test/recording-fixture.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { importSources, type ImportSource, type SourceCounts } from './import-sources.ts'

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-import-sources-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('a source is ended where writing fails, so that it lets go of what it holds', async () => {
  const file = join(root, 'a.csv')
  writeFileSync(file, '')
  let isEnded = false
  async function* read(): AsyncGenerator<EventRows, SourceCounts> {
    try {
      // The second batch is older than the first.
      yield fixtureLevels(3, 10)
      yield fixtureLevels(1, 0)
      throw new Error('read on')
    } finally {
      await Promise.resolve()
      isEnded = true
    }
  }
  const source: ImportSource = { file, layout: 'levels', origin: fixtureOrigin, read }
  await expect(importSources([source], { out: join(root, 'out'), version: '0' })).rejects.toThrow(
    /a\.csv: expected events that follow/,
  )
  expect(isEnded).toBe(true)
  expect(readdirSync(root)).toEqual(['a.csv'])
})
