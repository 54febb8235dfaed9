import { basename } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { errorText, IsobarError } from '../../core/errors.ts'
import { millisecondsOf, type Duration } from '../../core/time.ts'
import type { FlowSource, FlowState } from '../../protocol/flow.ts'
import { rest } from '../live/rest.ts'
import type { MarketTap } from '../market/market-tap.ts'
import type { DeskFlow } from './desk-flow.ts'
import { DeskWatch } from './desk-watch.ts'
import { instrumentNames } from './flow-request.ts'
import type { FlowTrainTask } from './flow-train-task.ts'
import { ModelFolder } from './model-folder.ts'

/** What the desk's forecasts are made with. */
export interface FlowDeskOptions {
  readonly market: MarketTap
  /** Where models are, and are written. */
  readonly folder: string
  /** A recording or files of ticks to train on, and what instruments it has. */
  readonly ticks?: { readonly path: string; readonly instruments: readonly string[] }
  readonly clock: Clock
}

/** Between two looks at the clock, µs. */
const lookEvery = 50_000 as Duration

const playedAgain =
  'a recording is played, and on what a model was trained on its score proves nothing'

/**
 * The desk's forecasts: the models it has, and one of them at work on the market that it shows. A class, for it holds what
 * has to be ended.
 */
export class FlowDesk implements DeskFlow {
  readonly #options: FlowDeskOptions
  readonly #models: ModelFolder
  #watch: DeskWatch | undefined
  #fault: string | null = null
  #over = new AbortController()

  constructor(options: FlowDeskOptions) {
    this.#options = options
    this.#models = new ModelFolder(options.folder)
  }

  async state(): Promise<FlowState> {
    const { clock } = this.#options
    return {
      time: millisecondsOf(clock.now()),
      models: await this.#models.list(),
      source: this.source(),
      watching: this.#watch?.state(clock.now()) ?? null,
      fault: this.#fault,
    }
  }

  async watch(name: string, place: number): Promise<string | undefined> {
    const { market, clock } = this.#options
    const instruments = market.instruments()
    if (instruments[place] === undefined) return 'this market has no such instrument'
    const known = (await this.#models.list()).find((row) => row.name === name)
    if (known === undefined) return `there is no model ${name}`
    if (known.obstacle !== null) return known.obstacle
    try {
      const watch = DeskWatch.of(await this.#models.read(name), {
        row: known,
        instruments,
        place,
        now: clock.now(),
        doubt: market.mode().kind === 'recording' ? playedAgain : null,
      })
      if (typeof watch === 'string') return watch
      this.#begin(watch)
      return undefined
    } catch (cause) {
      if (cause instanceof IsobarError) return cause.message
      throw cause
    }
  }

  stop(): void {
    this.#over.abort()
    this.#options.market.tap(undefined)
    this.#watch = undefined
    this.#fault = null
  }

  source(): FlowSource | null {
    const { ticks, market } = this.#options
    if (ticks !== undefined) {
      const { path, instruments } = ticks
      return { kind: 'recording', title: basename(path), instruments }
    }
    if (market.mode().kind !== 'simulated') return null
    return {
      kind: 'made-up',
      title: 'another market of this kind, made up for it',
      instruments: instrumentNames(market.instruments()),
    }
  }

  taskOf(instrument: string): Pick<FlowTrainTask, 'source' | 'instrument' | 'folder'> | undefined {
    const source = this.source()
    if (source?.instruments.includes(instrument) !== true) return undefined
    const { ticks, folder, market } = this.#options
    const mode = market.mode()
    if (ticks !== undefined)
      return { source: { kind: 'recording', path: ticks.path }, instrument, folder }
    if (mode.kind !== 'simulated') return undefined
    const place = source.instruments.indexOf(instrument)
    const { class: kind } = market.instruments()[place]!
    return { source: { kind: 'made-up', seed: mode.seed, class: kind }, instrument, folder }
  }

  #begin(watch: DeskWatch): void {
    const { market } = this.#options
    this.stop()
    this.#over = new AbortController()
    this.#watch = watch
    market.tap({
      rows: (rows: EventRows) => this.#guarded(() => watch.hear(rows)),
      begun: () => this.#guarded(() => watch.missed(this.#options.clock.now())),
    })
    this.#guarded(() => watch.begin(market))
    void this.#look(watch, this.#over.signal)
  }

  async #look(watch: DeskWatch, over: AbortSignal): Promise<void> {
    const { clock } = this.#options
    while (!over.aborted) {
      this.#guarded(() => watch.advance(clock.now()))
      await rest(clock, lookEvery, over)
    }
  }

  /** What goes wrong here must not end what trades on the same rows: the watch ends, and the page says so. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (cause) {
      this.stop()
      this.#fault = errorText(cause)
    }
  }
}
