import type { FlowSource, FlowState } from '../../protocol/flow.ts'
import type { FlowTrainTask } from './flow-train-task.ts'

/** What the desk's server asks of forecasts. */
export interface DeskFlow {
  state(): Promise<FlowState>
  /**
   * Puts a model to work on an instrument of the market, by its place, in the place of whatever is at work.
   *
   * @returns why not, or undefined when it is done
   */
  watch(model: string, place: number): Promise<string | undefined>
  stop(): void
  /** What models can be trained on; null: nothing. */
  source(): FlowSource | null
  /** What has to be done for a model of an instrument; undefined where there is nothing to train on, or not that. */
  taskOf(instrument: string): Pick<FlowTrainTask, 'source' | 'instrument' | 'folder'> | undefined
}

/** A desk without a market. */
export const noFlow: DeskFlow = {
  state: () => Promise.resolve({ time: 0, models: [], source: null, watching: null, fault: null }),
  watch: () => Promise.resolve('there is no market'),
  stop: () => undefined,
  source: () => null,
  taskOf: () => undefined,
}
