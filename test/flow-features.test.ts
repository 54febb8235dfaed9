import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { barFeatures } from '../src/forecast/bars/bar-features.ts'
import { fullPlan, type FeaturePlan } from '../src/microstructure/features/feature-plan.ts'
import { FeatureSet } from '../src/microstructure/features/feature-set.ts'
import { projectFolder } from './source-files.ts'

// docs/flow-features.md explains every column that there can be, and nothing else.

const instrument = (index: number) => ({ index, tickSize: 1, lotSize: 1 })
const roles = {
  target: instrument(0),
  leaders: [instrument(1)],
  spot: instrument(2),
  perpetual: instrument(0),
}
const hawkes = {
  baselines: [1, 1],
  branching: [
    [0, 0],
    [0, 0],
  ],
  decays: [1, 1],
}
const whole: FeaturePlan = {
  ...fullPlan(10, hawkes),
  integratedWeights: [1, 0, 0, 0, 0],
  microprice: {
    imbalanceBuckets: 2,
    spreadBuckets: 1,
    adjustments: [-0.25, 0.25],
    observations: 2,
  },
}

function columns(): string[] {
  const ones = Float64Array.of(1, 1)
  const bars = { times: Float64Array.of(60, 120), step: 60, high: ones, low: ones, close: ones }
  const flow = { volume: ones, takerBuyVolume: ones, trades: ones }
  return [
    ...new FeatureSet(whole, roles).names,
    ...new FeatureSet({ ...whole, bookFeed: 'snapshots' }, roles).names,
    ...barFeatures({ ...bars, ...flow }).names,
  ]
}

interface Explained {
  readonly name: string
  readonly pattern: RegExp
  readonly cells: readonly string[]
}

/** Rows of the tables whose first cell is a name. */
function explained(): Explained[] {
  const text = readFileSync(join(projectFolder, 'docs', 'flow-features.md'), 'utf8')
  return text.split('\n').flatMap((line) => {
    const name = /^\| `([^`]+)` \|/.exec(line)?.[1]
    if (name === undefined) return []
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    return [{ name, pattern: patternOf(name), cells }]
  })
}

/** Letters that stand for a number: of seconds, bars, levels, distances, shares, leaders. */
function patternOf(name: string): RegExp {
  const escaped = name.replaceAll('.', '\\.')
  const numbered = escaped
    .replace(/\\\.[HT]s$/, '\\.\\d+s')
    .replace(/\\\.Nb$/, '\\.\\d+b')
    .replaceAll(/-[MXK](?=-|\\|$)/g, '-\\d+')
    .replace(/-P$/, '-0\\.\\d+')
  return new RegExp(`^${numbered}$`)
}

test('every column is explained once, and every explanation is of a column', () => {
  const [names, rows] = [columns(), explained()]
  expect(names.length).toBeGreaterThan(150)
  const times = (name: string): number => rows.filter(({ pattern }) => pattern.test(name)).length
  expect(names.filter((name) => times(name) !== 1)).toEqual([])
  expect(rows.filter(({ pattern }) => !names.some((name) => pattern.test(name)))).toEqual([])
})

test('each says its formula, unit, source and when it is unknown', () => {
  const rows = explained()
  expect(rows.filter(({ cells }) => cells.length !== 5 || cells.includes(''))).toEqual([])
})

test('who reads of features is led to their page', () => {
  for (const file of ['README.md', 'docs/watching-flow.md']) {
    expect(readFileSync(join(projectFolder, file), 'utf8'), file).toContain('flow-features.md)')
  }
})
