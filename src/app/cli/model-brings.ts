import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { SampleClock } from '../../forecast/labels/sample-clocks.ts'
import type { KeptModel } from '../flow/model-file.ts'

/** Options of a walk-forward and of fitting: a model that is there already goes by none of them. */
const ofTraining = ['firstShare', 'folds', 'embargo', 'calibration'] as const

/**
 * Beside the file of a trained model nothing is passed over in silence: what the file says may be said again, but not
 * otherwise, and what only training goes by may not be said at all.
 *
 * @throws UsageError naming the option and what the model says
 */
export function requireWhatModelBrings(
  { model, clock }: Pick<KeptModel, 'model' | 'clock'>,
  told: { readonly horizon?: number; readonly clock: SampleClock },
  command: Command,
): void {
  const isTold = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
  if (told.horizon !== undefined && told.horizon !== model.horizon) {
    const own = `${model.horizon / 1e6}s`
    throw new UsageError(`--horizon ${told.horizon / 1e6}s: the model forecasts ${own}`)
  }
  // A model of bars has none; beside bars there is none either, which is said once they are read.
  if (isTold('clock') && clock !== null && clockName(clock) !== clockName(told.clock)) {
    throw new UsageError(
      `--clock ${clockName(told.clock)}: the model was trained to look by ${clockName(clock)}`,
    )
  }
  const first = ofTraining.find(isTold)
  if (first === undefined) return
  const option = `--${first.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`
  throw new UsageError(
    `${option} is of training: --model names a model that was trained, which is judged as it is`,
  )
}

/** As it is said on the command line. */
function clockName({ kind, every }: SampleClock): string {
  return kind === 'time' ? `${every / 1e6}s` : `${kind}:${every}`
}
