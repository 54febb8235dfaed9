import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import type { Outcome } from '../../math/outcome.ts'
import { backtestFigures, nullPair } from '../../research/pairs/backtest-null.ts'
import { backtestPair } from '../../research/pairs/backtest.ts'
import type { RunFigures } from '../../research/pairs/null-comparison.ts'
import { figuresOf, nullInput } from '../../research/pairs/walk-forward/null-runs.ts'
import { screenByKernel } from '../../research/pairs/screen-by-kernel.ts'
import type { ScreenProgram } from '../../research/pairs/walk-forward/test-pairs.ts'
import { walkForward } from '../../research/pairs/walk-forward/walk-forward.ts'
import { compiledScreenKernel, loadScreenModule } from '../kernels/compiled-screen.ts'
import type { BesideNullMessage, BesideNullWork } from './run-beside-null.ts'

// One of the threads of a run beside its null: is told the number of a run, gives back what that comes to. Run 0 is on
// the data themselves, the others on data drawn without cointegration.

invariant(parentPort !== null, 'beside-null-worker runs as a worker only')
const port = parentPort
const { task, seed } = workerData as BesideNullWork

const kernel = compiledScreenKernel(loadScreenModule())
const screenBy: ScreenProgram = (series, options) => screenByKernel(series, options, kernel)

const say = (message: BesideNullMessage): void => port.postMessage(message)

port.on('message', (run: number) => {
  if (run === 0) say({ kind: 'outcome', outcome: finished(programOf(), run) })
  else say({ kind: 'figures', run, figures: figuresOfNull(run) })
})

function programOf(): Generator<Progress, Outcome<unknown, string>> {
  return task.kind === 'pair'
    ? backtestPair(task.input, task.options, task.detail)
    : walkForward(task.input, task.options, task.detail, screenBy)
}

function figuresOfNull(run: number): RunFigures | undefined {
  // What comes late is asked of the data themselves only, and a run without a result would be missing among the others.
  const aside = { delayBars: 0, fundingMissing: 'zero' } as const
  if (task.kind === 'pair') {
    const drawn = nullPair(task.input, seed, run)
    const outcome = finished(backtestPair(drawn, { ...task.options, ...aside }), run)
    return outcome.kind === 'value' ? backtestFigures(outcome.value) : undefined
  }
  const drawn = nullInput(task.input, seed, run)
  const outcome = finished(
    walkForward(drawn, { ...task.options, ...aside }, 'trades', screenBy),
    run,
  )
  return outcome.kind === 'value' ? figuresOf(outcome.value) : undefined
}

interface Progress {
  readonly done: number
  readonly total: number
}

/** Drives a program to its end, telling how far it is whenever that changes. */
function finished<Value>(program: Generator<Progress, Value>, run: number): Value {
  let told = -1
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
    const { done, total } = step.value
    if (done !== told) say({ kind: 'progress', run, done, total })
    told = done
  }
}
