import type { DeskFlow } from '../src/app/flow/desk-flow.ts'
import type { FlowModelRow, FlowState, FlowWatching } from '../src/protocol/flow.ts'
import { measureNames } from '../src/forecast/scorecard/measures.ts'
import type { FlowEvaluation } from '../src/research/flow/flow-result.ts'

const start = 1_700_000_000_000

/** Longer than a chooser is wide on a phone. */
const longName = 'coinbase-international:1000SHIB-USDC'

function modelRow(name: string, obstacle: string | null): FlowModelRow {
  return {
    name,
    instrument: 'okx:BTC-USDT',
    kind: 'linear',
    horizonSeconds: 10,
    trainedFrom: start,
    trainedTo: start + 86_400_000,
    rows: 86_400,
    verdict: `The verdict on ${name}.`,
    obstacle,
  }
}

/** Of training: as wide as figures get. */
const scorecard: FlowEvaluation = {
  kind: 'flow',
  format: 1,
  instrument: 'okx:BTC-USDT',
  source: 'ticks',
  model: 'linear',
  horizonSeconds: 10,
  samples: 86_400,
  independentSamples: 8_640,
  detectableInformationCoefficient: 0.0301,
  features: ['queue-imbalance', 'spread'],
  folds: [],
  outOfSample: Object.fromEntries(
    measureNames.map((name) => [name, { value: 0.2345, low: -0.1234, high: 0.3456 }]),
  ) as FlowEvaluation['outOfSample'],
  contemporaneousR2: 0.2,
  calibration: [
    { count: 43_200, predicted: 0.44, observed: 0.41, low: 0.38, high: 0.44 },
    { count: 43_200, predicted: 0.56, observed: 0.53, low: 0.5, high: 0.56 },
  ],
  calibrationError: {
    expected: { value: 0.03, low: 0.02, high: 0.04 },
    byChance: 0.004,
    bias: { value: 0.03, low: 0.02, high: 0.04 },
    largest: { count: 43_200, predicted: 0.44, observed: 0.41, low: 0.38, high: 0.44 },
    moved: 0.8,
    movedInTraining: 0.85,
    verdict: 'Its probabilities of a rise are 3.0 points too high on average.',
  },
  decay: [],
  breakEvenFeeBps: 0.5,
  turnoverPerDay: 5_000,
  costs: { halfSpreadBps: 0.1, breakEven: [], feeTiers: [] },
  intervals: { nominal: 0.9, coverage: 0.902, meanHalfWidthBps: 2.2 },
  withdrawn: {},
  importance: null,
  blockSeconds: 60,
  seed: 1,
  notes: [],
  verdict: 'The verdict of training.',
}

function watching(model: FlowModelRow, place: number): FlowWatching {
  const time = start + 60_000
  const probability = { probabilityUp: 0.53, expectedReturnBps: 0.42, strength: 0.8 }
  return {
    model,
    scorecard,
    place,
    base: 'BTC',
    venue: 'okx',
    instrument: 'BTC-USDT',
    since: start,
    everySeconds: 1,
    said: {
      kind: 'forecast',
      time,
      due: time + 10_000,
      mid: 100.55,
      ...probability,
      lowBps: -1.5,
      highBps: 2.3,
      intervalFrom: 'live',
    },
    points: Array.from({ length: 40 }, (_, k) => ({
      time: time - (40 - k) * 1_000,
      expectedReturnBps: Math.sin(k / 4),
      lowBps: Math.sin(k / 4) - 2,
      highBps: Math.sin(k / 4) + 2,
      realisedReturnBps: k < 30 ? Math.cos(k / 3) : null,
    })),
    measures: [
      { name: 'queue-imbalance', value: 0.25, place: 0.6, isBeyond: false },
      { name: 'spread', value: 900, place: 1, isBeyond: true },
      { name: 'return.300s', value: null, place: null, isBeyond: false },
    ],
    forecasts: 400,
    withdrawn: { 'unknown-feature': 300 },
    score: {
      kind: 'score',
      time,
      waiting: 10,
      forecasts: 390,
      independent: 39,
      detectableInformationCoefficient: 0.45,
      measures: {
        r2: 0.0123,
        informationCoefficient: 0.234,
        auc: 0.61,
        brier: 0.2345,
        brierBaseline: 0.2456,
        logLoss: 0.67,
        hitRate: 0.555,
        directionalAuc: 0.6,
        brierSkill: 0.04,
      },
      coverage: 0.91,
      intervals: 360,
    },
    calibration: [
      { count: 195, predicted: 0.45, observed: 0.43, low: 0.3, high: 0.57 },
      { count: 195, predicted: 0.55, observed: 0.58, low: 0.44, high: 0.71 },
    ],
    nominal: 0.9,
    doubt: 'made up',
  }
}

/** Forecasts of the market of `marketFixture`, made up: a model for its second book, and one that does not fit. */
export function flowFixture(): { readonly flow: DeskFlow; readonly withdraw: () => void } {
  const models = [
    modelRow('one.json', null),
    { ...modelRow('bars.json', 'it was trained on bars'), instrument: longName },
  ]
  let at: FlowWatching | null = null
  const state = (): FlowState => ({ time: start, models, source, watching: at, fault: null })
  const source = { kind: 'recording', title: 'a tape', instruments: ['okx:BTC-USDT'] } as const
  return {
    withdraw: () => {
      const reason = 'stale-book'
      at = { ...at!, said: { kind: 'withdrawn', time: start, reason, detail: 'silent for 31.0 s' } }
    },
    flow: {
      state: () => Promise.resolve(state()),
      watch: (name, place) => {
        if (place === 2) return Promise.resolve('kraken is not for it')
        at = watching(
          models.find((each) => each.name === name)!,
          place,
        )
        return Promise.resolve(undefined)
      },
      stop: () => {
        at = null
      },
      source: () => source,
      taskOf: (instrument) => ({
        source: { kind: 'recording', path: 'a tape' },
        instrument,
        folder: 'nowhere',
      }),
    },
  }
}
