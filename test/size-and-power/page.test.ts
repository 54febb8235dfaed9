import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../source-files.ts'
import { studiedCases } from './studied-families.ts'
import { rowKey, tableHead } from './study-table.ts'

const page = readFileSync(join(projectFolder, 'docs', 'results', 'size-and-power.md'), 'utf8')

test('the page has a row for every test and its increments, and no other', () => {
  const rows = [...page.matchAll(/^\| [^|]+ \| [^|]+ \|(?= \d)/gm)].map(([key]) => key)
  const keys = studiedCases.map(({ each, noise }) => rowKey(each, noise.name))
  expect(rows.toSorted()).toEqual(keys.toSorted())
})

test('the page says of every family how its table is made', () => {
  for (const { family } of studiedCases) {
    expect(page).toContain(`-t '${family.name}:'`)
    expect(page).toContain(tableHead(family))
  }
})
