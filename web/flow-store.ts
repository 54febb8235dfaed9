import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import type { FlowState, FlowTrained } from '../src/protocol/flow.ts'
import {
  defaultFlowTrain,
  flowTrainEntries,
  type FlowTrainParameters,
} from '../src/protocol/flow-parameters.ts'
import { askServer } from './ask-server.ts'
import { longClient, type LongClient } from './long-work.ts'
import { watchForecast, type AskedWork } from './market-store.ts'
import type { Failure, Long } from './state.ts'
import { desk } from './store.ts'

/** A model looks every second or so; the page is told as often. */
const againMs = 1_000
/** While nobody answers. */
const serverAgainMs = 2_000

const state = signal<FlowState | null>(null)
const failure = signal<Failure | null>(null)
const asked = signal<AskedWork>({ kind: 'idle' })
const training = signal<Long<FlowTrained>>({ kind: 'looking' })
const wanted = signal<FlowTrainParameters>(defaultFlowTrain)

/** What is forecast, as it was told last; null while nothing was. */
export const flow: ReadonlySignal<FlowState | null> = state

/** Why it is not told. */
export const flowFailure: ReadonlySignal<Failure | null> = failure

export const watchWork: ReadonlySignal<AskedWork> = asked

/** What becomes of the model that is being trained. */
export const trained: ReadonlySignal<Long<FlowTrained>> = training

/** What is trained. */
export const trainParameters: ReadonlySignal<FlowTrainParameters> = wanted

const trainWork: LongClient = longClient<FlowTrained>((long) => {
  training.value = long
})

/** Asks how forecasts stand for as long as their page is shown. */
export function followFlow(): void {
  let asking = new AbortController()
  const isShown = computed(() => desk.value.address.view === 'flow')
  effect(() => {
    asking.abort()
    if (!isShown.value) return
    asking = new AbortController()
    void ask(asking.signal)
  })
}

async function ask(over: AbortSignal): Promise<void> {
  try {
    while (!over.aborted) {
      const answer = await askServer<FlowState>('api/flow', over)
      if (answer.kind === 'ready') take(answer.value)
      else failure.value = answer.failure
      await pause(answer.kind === 'ready' ? againMs : serverAgainMs)
    }
  } catch (error) {
    // The reader has gone elsewhere.
    if (!over.aborted) throw error
  }
}

function take(told: FlowState): void {
  failure.value = null
  state.value = told
  watchForecast(told.watching?.base ?? null)
  const { instrument } = wanted.peek()
  const instruments = told.source?.instruments ?? []
  const [first] = instruments
  if (first !== undefined && !instruments.includes(instrument)) {
    setTrainParameters({ ...wanted.peek(), instrument: first })
  } else if (first !== undefined) followTraining()
}

/** Says what is to be trained; what became of that before is looked for. */
export function setTrainParameters(parameters: FlowTrainParameters): void {
  wanted.value = parameters
  followTraining()
}

function followTraining(): void {
  const query = new URLSearchParams(flowTrainEntries(wanted.peek()).map(([a, b]) => [a, b]))
  trainWork.follow(`api/flow-train?${query.toString()}`)
}

export function startTraining(): void {
  trainWork.start()
}

export function cancelTraining(): void {
  trainWork.cancel()
}

/** Puts a model to work. @param place of the market's instruments */
export function watchFlow(model: string, place: number): Promise<void> {
  const names = new URLSearchParams({ model, place: String(place) })
  return act(`api/flow/watch?${names.toString()}`, 'POST')
}

export function stopFlow(): Promise<void> {
  return act('api/flow/watch', 'DELETE')
}

async function act(path: string, method: 'POST' | 'DELETE'): Promise<void> {
  asked.value = { kind: 'asking' }
  const answer = await askServer<FlowState>(path, new AbortController().signal, method)
  if (answer.kind === 'ready') {
    take(answer.value)
    asked.value = { kind: 'idle' }
    return
  }
  const { failure: why } = answer
  const message = why.kind === 'unreachable' ? 'the desk’s server does not answer' : why.message
  asked.value = { kind: 'failed', message }
}

function pause(afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, afterMs)
  })
}
