import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import type { Instrument } from '../../core/instrument.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import { conformalUsual } from '../../forecast/calibration/adaptive-conformal.ts'
import { featureInstrument } from '../../microstructure/features/feature-plan.ts'
import type { FlowMeasure, FlowModelRow, FlowPoint, FlowWatching } from '../../protocol/flow.ts'
import type {
  WatchForecast,
  WatchOutcome,
  WatchWithdrawal,
} from '../../research/flow/flow-watch-result.ts'
import type { MarketTap } from '../market/market-tap.ts'
import type { ReadModel } from './model-file.ts'
import { WatchedFlow, type WatchSetup } from './watched-flow.ts'

/** A model, and whom it is put to work on. */
export interface WatchPlace {
  readonly row: FlowModelRow
  /** Of the market. */
  readonly instruments: readonly Instrument[]
  readonly place: number
  readonly now: Instant
  /** What speaks against its score here. */
  readonly doubt: string | null
}

const gapMost = 30_000_000
/** Forecasts that are shown. */
const pointsMost = 180
const calibrationBins = 8
/** Scored anew when there are so many more, as a share. */
const judgedAgain = 0.005

/** A model at work on an instrument of the desk's market. A class, for it guards the watch and what is shown of it. */
export class DeskWatch {
  readonly #kept: WatchSetup['kept']
  readonly #at: WatchPlace
  readonly #watched: WatchedFlow
  /** Places of target and leader. */
  readonly #heard: ReadonlySet<number>
  readonly #rows = new EventColumns()
  readonly #values: Float64Array
  #points: FlowPoint[] = []
  #judged: (Pick<FlowWatching, 'score' | 'calibration'> & { readonly scored: number }) | undefined
  #said: WatchForecast | WatchWithdrawal | null = null

  private constructor(kept: WatchSetup['kept'], at: WatchPlace, leader: number | undefined) {
    const places = [at.place, ...(leader === undefined ? [] : [leader])]
    const [target, ...leaders] = places.map((place) =>
      featureInstrument(at.instruments[place]!, place),
    )
    const roles = { target: target!, ...(leaders.length === 0 ? {} : { leaders }) }
    this.#kept = kept
    this.#at = at
    this.#heard = new Set(places)
    this.#watched = new WatchedFlow(
      { kept, roles, gapMost, isOnline: false },
      {
        tell: (record) => this.#take(record),
        looked: (_time, values) => this.#values.set(values),
      },
    )
    this.#values = new Float64Array(this.#watched.features.names.length).fill(Number.NaN)
  }

  /** Or why it cannot be. */
  static of(kept: ReadModel, at: WatchPlace): DeskWatch | string {
    const { plan, clock } = kept
    if (plan === null || clock === null) return 'a model of bars has no book to look at'
    const target = at.instruments[at.place]!
    const needsLeader = plan.parts.includes('leaders') && target.base !== 'BTC'
    const leader = at.instruments.findIndex(
      ({ venue, base, class: kind }) =>
        venue === target.venue && base === 'BTC' && kind === target.class,
    )
    if (needsLeader && leader < 0) return `it watches bitcoin at ${target.venue}, which is not here`
    const needed = needsLeader ? leader : undefined
    return new DeskWatch({ ...kept, plan, clock }, at, needed)
  }

  /** Begins with the books as they stand. */
  begin(market: MarketTap): void {
    const rows = this.#rows
    rows.empty()
    for (const place of this.#heard) market.bookRows(place, rows)
    if (rows.length > 0) this.#watched.hear(rows)
  }

  hear(rows: EventRows): void {
    const wanted = this.#rows
    wanted.empty()
    for (let start = 0; start < rows.length;) {
      const end = messageEnd(rows, start)
      if (this.#heard.has(rows.instrument[start]!)) {
        for (let row = start; row < end; row++) wanted.addRow(rows, row)
      }
      start = end
    }
    if (wanted.length > 0) this.#watched.hear(wanted)
  }

  /** Feeds were begun anew: what was told between is not known. */
  missed(time: Instant): void {
    const rows = this.#rows
    rows.empty()
    for (const place of this.#heard) {
      rows.begin(place, time, Number.NaN, Number.NaN)
      rows.addGap()
      rows.end()
    }
    this.#watched.hear(rows)
  }

  advance(time: Instant): void {
    this.#watched.advance(time)
  }

  state(now: Instant): FlowWatching {
    const { row, instruments, place } = this.#at
    const { venue, name, base } = instruments[place]!
    const { clock, scorecard } = this.#kept
    const { forecasts, withdrawn } = this.#watched
    return {
      model: row,
      scorecard,
      place,
      base,
      venue,
      instrument: name,
      since: millisecondsOf(this.#at.now),
      everySeconds: clock.kind === 'time' ? clock.every / 1e6 : null,
      said: this.#said,
      points: this.#points,
      measures: this.#measures(),
      forecasts,
      withdrawn,
      ...this.#judgedAt(now),
      nominal: conformalUsual.coverage,
      doubt: this.#at.doubt,
    }
  }

  /** Ranking thousands of outcomes takes milliseconds of the thread that trades: not for every one of them. */
  #judgedAt(now: Instant): Pick<FlowWatching, 'score' | 'calibration'> {
    const { scored, score, waiting } = this.#watched
    const known = this.#judged
    if (known === undefined || scored >= known.scored + Math.max(1, scored * judgedAgain)) {
      const calibration = score.calibration(calibrationBins)
      this.#judged = { scored, score: this.#watched.scoreAt(now), calibration }
    }
    const { score: last, calibration } = this.#judged!
    return { score: { ...last, time: millisecondsOf(now), waiting }, calibration }
  }

  #take(record: WatchForecast | WatchWithdrawal | WatchOutcome): void {
    if (record.kind === 'outcome') {
      const { time, realisedReturnBps } = record
      this.#points = this.#points.map((each) =>
        each.time === time ? { ...each, realisedReturnBps } : each,
      )
      return
    }
    this.#said = record
    if (record.kind === 'withdrawn') return
    const { time, expectedReturnBps, lowBps, highBps } = record
    const point = { time, expectedReturnBps, lowBps, highBps, realisedReturnBps: null }
    this.#points = [...this.#points.slice(1 - pointsMost), point]
  }

  #measures(): FlowMeasure[] {
    const { features, guard } = this.#kept.model
    return this.#watched.features.names.map((name, column) => {
      const value = this.#values[column]!
      const at = features.indexOf(name)
      const isKnown = Number.isFinite(value)
      if (at < 0 || !isKnown) {
        return { name, value: isKnown ? value : null, place: null, isBeyond: false }
      }
      const deciles = guard.deciles[at]!
      const below = deciles.filter((edge) => edge < value).length
      return {
        name,
        value,
        place: below / deciles.length,
        isBeyond: value < guard.lows[at]! || value > guard.highs[at]!,
      }
    })
  }
}
