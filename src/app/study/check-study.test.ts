import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildProgram } from '../cli/main.ts'
import { checkStudy, type CheckedRun } from './check-study.ts'
import { readStudy } from './read-study.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-study-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function checked(text: string): Promise<readonly CheckedRun[]> {
  const file = join(folder, 'study.yaml')
  writeFileSync(file, text)
  return checkStudy(await readStudy(file), await buildProgram())
}

const study = `out: results
options: { log: true, fee-bps: 3 }
runs:
  - name: screen
    command: pairs screen
    arguments: bars
    options: { log: false }
  - name: pair
    command: pairs backtest
    arguments: [y.csv, x.csv]
    options:
      train: 150
      entry: 2.5
      hedge: tls
`

test('a run has its own options, and those of the study that it does not set itself', async () => {
  // A screen has no fee: what is set for all is of use to those that have it.
  expect(await checked(study)).toEqual([
    { name: 'screen', command: 'pairs screen', args: ['pairs', 'screen', 'bars'] },
    {
      name: 'pair',
      command: 'pairs backtest',
      args: 'pairs backtest y.csv x.csv --log --fee-bps 3 --train 150 --entry 2.5 --hedge tls'.split(
        ' ',
      ),
    },
  ])
})

const run = 'runs:\n  - name: a\n    command: '

test.each([
  [
    'options: { fee: 3 }\n' + study.slice(study.indexOf('runs:')),
    ':1: fee: expected an option of one',
  ],
  ['', ':1: expected a study: a map with runs, got something else'],
  ['runs: [', ':1: '],
  ['runs: 3', ':1: expected runs: a list of runs, got no list'],
  ['runs: []', ':1: expected runs: a list of runs, got no list'],
  ['out: x', ':1: expected runs: a list of runs, got none'],
  ['rnus: []', ":1: expected one of out, options, runs, got 'rnus'"],
  ['runs: [3]', ':1: expected a run: name, command, arguments, options, got no map'],
  ['runs:\n  - command: pairs screen', ':2: expected name of the run, got none'],
  ['runs:\n  - name: ../up\n    command: pairs screen', ':2: expected a name that can be a folder'],
  [`${run}pairs scren`, ':3: command: expected one of '],
  [`${run}data info\n    arguments: x`, ':3: command: expected one of '],
  [`${run}pairs backtest\n    arguments: [x.csv]`, ':4: arguments of a: expected <y> <x>, got 1'],
  [`${run}pairs screen\n    arguments: b\n    options: 3`, ':5: expected options: a map of names'],
  [
    `${run}pairs screen\n    arguments: b\n    options: { save: x }`,
    ':5: save: expected one of log',
  ],
  [
    `${run}pairs screen\n    arguments: b\n    options: { log: 1 }`,
    ':5: log: expected true or false',
  ],
  [
    `${run}pairs screen\n    arguments: b\n    options:\n      alpha: 2`,
    ":6: alpha: expected a number between 0 and 1, got '2'",
  ],
  [
    `${run}pairs screen\n    arguments: b\n    options:\n      fdr: all`,
    ':6: fdr: Allowed choices are bh, by, none',
  ],
  [
    `${run}pairs backtest\n    arguments: [y, x]\n    options:\n      log: true\n      entry: 5`,
    ':7: stop 4 must lie beyond entry 5',
  ],
  [
    `${run}pairs screen\n    arguments: b\n  - name: a\n    command: pairs screen`,
    ":5: expected another name, got 'a' twice",
  ],
])('a fault is told with its line: %j', async (text, message) => {
  await expect(checked(text)).rejects.toThrow(`study.yaml${message}`)
})
