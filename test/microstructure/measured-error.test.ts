import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { measuredErrors } from '../../src/microstructure/classification/measured-error.ts'

test('what is told of guessed aggressors is what the table of their errors holds', () => {
  const page = readFileSync('docs/results/microstructure.md', 'utf8')
  const section = page.split('## How often the aggressor is guessed wrong')[1]!.split('\n## ')[0]!
  const lines = section.split('\n').filter((line) => line.startsWith('| '))
  const [head, ...rows] = lines.map((line) => line.split('|').map((cell) => cell.trim()))
  const measured = rows.filter(([, name]) => !name!.startsWith('---'))
  const spread = (column: string): { least: number; most: number } => {
    const shares = measured.map((row) =>
      Number((parseFloat(row[head!.indexOf(column)]!) / 100).toFixed(4)),
    )
    return { least: Math.min(...shares), most: Math.max(...shares) }
  }
  expect(measured).toHaveLength(measuredErrors.instruments)
  expect(spread('Lee-Ready, wrong')).toEqual(measuredErrors.leeReady)
  expect(spread('tick rule, wrong')).toEqual(measuredErrors.tickRule)
})
