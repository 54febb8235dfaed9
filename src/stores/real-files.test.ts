import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missingSettlements } from '../core/funding.ts'
import { formatInstant, instantFromMilliseconds, type Instant } from '../core/time.ts'
import { needs, sharedFolder } from '../../test/need.ts'
import { readBarFile } from './bar-files.ts'
import { openCatalogue } from './catalogue.ts'
import { describeBars } from './describe-bars.ts'
import { findFundingFile, readFundingFile } from './funding-files.ts'

// The expectations are the tables of the data's own description, written by the program that made the files.

const dataFolder = join(sharedFolder, 'data')

/** The rows of the table below a heading of the description, one text a cell. */
function tableBelow(heading: string): string[][] {
  const text = readFileSync(join(dataFolder, 'BARS.md'), 'utf8')
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('| '))
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const minuteOf = (instant: Instant): string => formatInstant(instant).slice(0, 16).replace('T', ' ')

const minuteOfMilliseconds = (milliseconds: number | null): string =>
  minuteOf(instantFromMilliseconds(milliseconds ?? NaN))

test('every real bar file reads as its description says', async (context) => {
  needs('data', context)
  const table = tableBelow('Bar files')
  const { entries } = await openCatalogue(join(dataFolder, 'bars'))
  expect(table.length).toBeGreaterThan(100)
  expect(entries).toHaveLength(table.length)
  const found = new Map<string, string[]>()
  for (const { path } of entries) {
    const bars = describeBars(await readBarFile(path))
    found.set(`${bars.venue}/${bars.instrument}-${bars.timeframe}`, [
      minuteOfMilliseconds(bars.firstTime),
      minuteOfMilliseconds(bars.lastTime),
      String(bars.rows),
      String(bars.missingBars),
      String(bars.longestGap?.missingBars ?? 0),
      String(bars.zeroVolumeBars),
    ])
  }
  for (const [file, , ...expected] of table)
    expect([file, found.get(file!)]).toEqual([file, expected])
})

test('every real funding file is found by its own name and reads as its description says', async (context) => {
  needs('data', context)
  const table = tableBelow('Funding files')
  expect(table.length).toBeGreaterThan(10)
  for (const [file, , , from, to, rows, missing, marked] of table) {
    const [venue, symbol] = file!.split('/')
    const path = await findFundingFile(join(dataFolder, 'funding'), `${venue}-perp`, symbol!)
    expect(path, file).toBe(join(dataFolder, 'funding', `${file}.csv.gz`))
    const { times, marks } = await readFundingFile(path!)
    const first = times[0] as Instant
    const last = times.at(-1) as Instant
    expect([file, minuteOf(first), minuteOf(last), String(times.length)]).toEqual([
      file,
      from,
      to,
      rows,
    ])
    expect(String(missingSettlements(times, first, last).length), file).toBe(missing)
    expect(String(marks.filter((mark) => !Number.isNaN(mark)).length), file).toBe(marked)
  }
})
