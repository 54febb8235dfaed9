import { Command } from 'commander'
import { expect, test } from 'vitest'
import type { KeptModel } from '../flow/model-file.ts'
import { durationOf, withFlowFit, type FlowFitOptions } from './flow-options.ts'
import { requireWhatModelBrings } from './model-brings.ts'

const kept = {
  model: { horizon: 60e6 } as KeptModel['model'],
  clock: { kind: 'time', every: 10e6 },
} as const

function judging(args: readonly string[], clock: KeptModel['clock'] = kept.clock): () => void {
  const command = withFlowFit(new Command()).option('--horizon <time>', '', durationOf)
  command.parse(args, { from: 'user' })
  return () => requireWhatModelBrings({ ...kept, clock }, command.opts<FlowFitOptions>(), command)
}

test('what a model says may be said again, and what is not told is not asked', () => {
  for (const args of [[], ['--clock', '10s'], ['--clock', 'time:10000ms', '--horizon', '1m']]) {
    expect(judging(args), args.join(' ')).not.toThrow()
  }
  expect(judging(['--draws', '500', '--seed', '2', '--max-gap', '10s'])).not.toThrow()
})

test.each([
  [['--clock', '5s'], '--clock 5s: the model was trained to look by 10s'],
  [['--clock', 'events:10'], '--clock events:10: the model was trained to look by 10s'],
  [['--horizon', '90s'], '--horizon 90s: the model forecasts 60s'],
  [['--folds', '6'], '--folds is of training'],
  [['--first-share', '0.3'], '--first-share is of training'],
  [['--embargo', '60s'], '--embargo is of training'],
  [['--calibration', 'platt'], '--calibration is of training'],
])('what it would pass over is refused: %s', (args, said) => {
  expect(judging(args)).toThrow(said)
})

test('a model of bars has no clock, and whether there is one is told by what is read', () => {
  expect(judging(['--clock', '5s'], null)).not.toThrow()
})
