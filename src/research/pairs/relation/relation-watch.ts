import {
  stepCointegrationMonitor,
  trainCointegrationMonitor,
  type CointegrationMonitor,
} from '../../../econometrics/breaks/cointegration-monitor.ts'
import { available, type Outcome } from '../../../math/outcome.ts'
import type { FoldRows } from './fold-model.ts'
import { levelsOf, type JoinedLegs } from './joined-legs.ts'

/** A watch over a fold's relation, as far as it was asked for. */
export interface RelationWatch {
  readonly joined: JoinedLegs
  readonly trainFrom: number
  monitor: CointegrationMonitor
}

/**
 * A watch that is trained on a fold's training rows and goes on from there: a residual that begins to wander, or
 * coefficients that change, raise its alarm; at 5 % it does so where nothing changed, over its whole length.
 *
 * It lasts for the test rows and as many again, for what is opened on the last of them, within the 10 to 90 % of it
 * that training may be. What is still held after that is no longer watched.
 *
 * @param testBars of a whole fold: the last one's rows end where the data do, which the watch must not know
 */
export function watchRelation(
  joined: JoinedLegs,
  { trainFrom, testFrom }: FoldRows,
  testBars: number,
): Outcome<RelationWatch, string> {
  const trainBars = testFrom - trainFrom
  const [y, ...xs] = levelsOf(joined, trainFrom, testFrom) as [Float64Array, ...Float64Array[]]
  const least = Math.ceil(trainBars / 0.9)
  const most = Math.floor(trainBars / 0.1)
  const horizonRows = Math.min(most, Math.max(least, trainBars + 2 * testBars))
  const trained = trainCointegrationMonitor(y, xs, { horizonRows })
  return trained.kind === 'unavailable'
    ? trained
    : available({ joined, trainFrom, monitor: trained.value })
}

/** Whether the alarm was raised by the close of a row. */
export function isBrokenAt(watch: RelationWatch, row: number): boolean {
  const alarm = alarmRowBy(watch, row)
  return alarm !== undefined && alarm <= row
}

/** The row of the alarm where there was one by a row or any that was asked for before. */
export function alarmRowBy(watch: RelationWatch, row: number): number | undefined {
  const { joined, trainFrom } = watch
  const [y, ...xs] = joined.legs.map(({ levels }) => levels) as [Float64Array, ...Float64Array[]]
  for (;;) {
    const { monitor } = watch
    const next = trainFrom + monitor.rows
    const isOver = monitor.alarmRow !== null || monitor.rows >= monitor.horizonRows
    if (isOver || next > row) break
    watch.monitor = stepCointegrationMonitor(
      monitor,
      y[next]!,
      xs.map((x) => x[next]!),
    )
  }
  const { alarmRow } = watch.monitor
  return alarmRow === null ? undefined : trainFrom + alarmRow
}
