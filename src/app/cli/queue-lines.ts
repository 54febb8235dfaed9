import type {
  Estimate,
  QueueCalibrationResult,
  QueueClass,
  QueueModelCalibration,
} from '../../research/queues/queue-calibration-result.ts'
import { count, counted, minuteOf, percent } from './format.ts'
import { alignedTable } from './output.ts'

/** What `isobar market queues` prints. */
export function queueLines(result: QueueCalibrationResult): readonly string[] {
  const { log, classes, models, judged, parameters } = result
  const all = classes[0]!
  return [
    `${result.venue}:${result.instrument}, ${minuteOf(log.from)} to ${minuteOf(log.to)} UTC`,
    `${counted(all.trials, 'order')} in ${counted(result.blocks, 'block')} of time: ${count(all.filled)} filled, ${count(all.cancelled)} cancelled`,
    `${count(log.trades)} trades, ${count(log.looseTrades)} without an order; ${count(log.unknownPlaces)} orders of unknown place left out${log.isCrossed ? '; the book crossed for good at the end' : ''}`,
    ...unseenLine(log),
    ...(log.breaks === 0
      ? []
      : [`${counted(log.breaks, 'break')} of the feed: followed up to there, begun anew after it`]),
    '',
    alignedTable(
      [
        'place',
        'size',
        'n',
        'by',
        'still there',
        'filled, KM',
        'filled, AJ',
        'cancelled',
        ...parameters.models,
        'exact',
      ],
      classes.flatMap(classRows),
    ),
    '',
    `Joined behind others: ${count(judged.trials)} orders, ${count(judged.filled)} filled; ${count(judged.filledByExact)} had all of them stayed, by the exact queue.`,
    alignedTable(modelHeader, models.flatMap(modelRows)),
    '',
    ...models.map(({ conclusion }) => conclusion),
    '',
    ...(result.isCensoringInformative ? [informative] : []),
    ...result.notes,
  ]
}

/** Orders nobody saw arrive: nothing to say where there are none. */
function unseenLine({ idsAscend, unseenOrders }: QueueCalibrationResult['log']): string[] {
  if (!idsAscend) {
    return [
      'ids do not ascend here: an order first heard of when it changed is taken for one that arrived',
    ]
  }
  if (unseenOrders === 0) return []
  return [
    `${counted(unseenOrders, 'order')} first heard of when they changed: in the book, but not followed`,
  ]
}

const informative =
  'Kaplan-Meier contradicts the exact queue, which is right about every order that was not cancelled: cancellation tells of fills here, and the columns "filled had it stayed" judge nobody.'

const modelHeader = [
  'model',
  'early',
  'late',
  'than exact: sooner',
  'later',
  'by',
  'said, while there',
  'filled',
  'difference',
  'said had it stayed',
  'filled had it stayed',
  'difference',
  'when said',
  'when not',
  'Brier',
  'less exact',
]

function classRows({ place, size, trials, horizons }: QueueClass): string[][] {
  return horizons.map((each) => [
    place,
    size,
    count(trials),
    `${each.horizonSeconds} s`,
    count(each.stillThere),
    estimate(each.filled),
    estimate(each.filledFirst),
    estimate(each.cancelledFirst),
    ...each.predicted.map((share) => percent(share, 1)),
  ])
}

function modelRows(calibration: QueueModelCalibration): string[][] {
  const { model, early, late, soonerThanExact, laterThanExact, horizons } = calibration
  return horizons.map((each) => [
    model,
    count(early),
    count(late),
    count(soonerThanExact),
    count(laterThanExact),
    `${each.horizonSeconds} s`,
    percent(each.saidFirst, 1),
    estimate(each.filledFirst),
    estimate(each.saidFirstLessFilledFirst),
    percent(each.said, 1),
    estimate(each.filled),
    estimate(each.saidLessFilled),
    estimate(each.filledWhenSaid),
    estimate(each.filledWhenNotSaid),
    each.brier === null ? '–' : each.brier.toFixed(4),
    estimate(each.saidLessExact),
  ])
}

function estimate({ value, lower, upper }: Estimate): string {
  return `${percent(value, 1)} (${percent(lower, 1)} to ${percent(upper, 1)})`
}
