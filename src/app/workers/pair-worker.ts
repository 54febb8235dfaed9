import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import { backtestPair } from '../../research/pairs/backtest.ts'
import { testPair } from '../../research/pairs/pair-tests.ts'
import type { PairFound } from '../../protocol/desk.ts'
import type { PairMessage, PairWork } from './run-pair.ts'

// Everything the desk shows of one pair: its tests, then its walk-forward backtest.

invariant(parentPort !== null, 'pair-worker runs as a worker only')
const port = parentPort
const { input, alpha, backtest } = workerData as PairWork

const program = backtestPair(input, backtest, 'series')
let step = program.next()
while (step.done !== true) {
  const message: PairMessage = { kind: 'progress', ...step.value }
  port.postMessage(message)
  step = program.next()
}
const outcome = step.value
const answer: PairFound = {
  tests: testPair(input.y, input.x, { log: backtest.log, alpha }),
  backtest: outcome.kind === 'value' ? outcome.value : null,
  refusal: outcome.kind === 'value' ? null : outcome.detail,
}
port.postMessage({ kind: 'answer', answer } satisfies PairMessage)
