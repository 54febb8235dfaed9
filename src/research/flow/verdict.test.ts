import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Interval } from '../../forecast/scorecard/fold-bootstrap.ts'
import type { MeasureName } from '../../forecast/scorecard/measures.ts'
import { flowVerdict } from './verdict.ts'
import { watchVerdict } from './watch-verdict.ts'

const none: Interval = { value: null, low: null, high: null }

type Measures = Record<MeasureName, Interval>

/** Of these figures alone do the sentences speak. */
function measures(informationCoefficient: Interval, r2: Interval = none): Measures {
  return { ...({} as Measures), r2, informationCoefficient }
}

function sentenceOf(drawn: {
  readonly ic: Interval
  readonly least: number
  readonly gross: Interval
  readonly hundredth?: Interval
  readonly r2?: Interval
  readonly net?: Interval
  readonly trades?: number
  readonly halfSpreadBps: number | null
}): string {
  const { ic, least, gross, hundredth = none, halfSpreadBps } = drawn
  const breakEvenFeeBps = gross.value === null ? null : gross.value / 2 - (halfSpreadBps ?? 0)
  const netBps = drawn.net ?? none
  const { trades = 100 } = drawn
  const feeTiers = [0, 5].map((takerFeeBps) => ({ takerFeeBps, latencyMs: 0, trades, netBps }))
  const weaker = { strongest: 0.01, grossBps: hundredth }
  const tenth = { strongest: 0.1, latencyMs: 0, trades, grossBps: gross, breakEvenFeeBps }
  return flowVerdict({
    outOfSample: measures(ic, drawn.r2),
    horizonSeconds: 60,
    detectableInformationCoefficient: least,
    costs: { halfSpreadBps, breakEven: [tenth, { ...tenth, ...weaker }], feeTiers },
  })
}

/** Ascending: low, value, high; near zero and near what is detectable often, on a grid that has both. */
const interval = (most: number) =>
  fc
    .array(fc.integer({ min: -most, max: most }), { minLength: 3, maxLength: 3 })
    .map((drawn): Interval => {
      const [low, value, high] = drawn.toSorted((a, b) => a - b).map((each) => each / 100_000)
      return { low: low!, value: value!, high: high! }
    })

const scorecards = fc.record({
  ic: fc.oneof(interval(60), interval(30_000), fc.constant(none)),
  least: fc
    .oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 30_000 }))
    .map((each) => each / 100_000),
  gross: fc.oneof(interval(500), interval(1_000_000), fc.constant(none)),
  hundredth: fc.oneof(interval(500), interval(1_000_000), fc.constant(none)),
  net: fc.oneof(interval(500), interval(1_000_000), fc.constant(none)),
  halfSpreadBps: fc.option(fc.integer({ min: 0, max: 400 }).map((each) => each / 100)),
})

const figures = /information coefficient (-?[\d.]+) \((-?[\d.]+) to (-?[\d.]+)\)/
const fees = /(-?[\d.]+) bps a side [^(]*\((-?[\d.]+) to (-?[\d.]+)\)/

function numbersOf(pattern: RegExp, sentence: string): number[] {
  return (pattern.exec(sentence) ?? []).slice(1).map(Number)
}

/** What a sentence claims, in the figures it has. */
function claimsOf(sentence: string): Record<string, boolean> {
  return {
    unknown: sentence.startsWith('These data do not say'),
    forecasts: sentence.startsWith('Flow forecasts'),
    maybe: sentence.startsWith('Flow may forecast'),
    no: sentence.startsWith('No forecast'),
    reversed: sentence.includes('wrong way round'),
    excluded: sentence.includes('or more, the least that so many'),
    open: sentence.includes('is not excluded: it takes more data'),
  }
}

test('the sentence claims of a coefficient what its interval and the least detectable one allow, as they are written', () => {
  fc.assert(
    fc.property(scorecards, (drawn) => {
      const sentence = sentenceOf(drawn)
      const [value = NaN, low = NaN, high = NaN] = numbersOf(figures, sentence)
      const [least = drawn.least] = numbersOf(/([\d.]+)(?: or more)?,? (?:is )?the least/, sentence)
      // Numbers that are not there compare as false.
      expect(claimsOf(sentence)).toEqual({
        unknown: drawn.ic.value === null,
        forecasts: low > 0 && value >= least,
        maybe: low > 0 && value < least,
        no: low <= 0,
        reversed: high < 0,
        // Where nothing is excluded the sentence has no least.
        excluded: low <= 0 && high >= 0 && drawn.ic.high! < drawn.least,
        open: low <= 0 && high >= 0 && drawn.ic.high! >= drawn.least,
      })
      const [excluded = Infinity] = numbersOf(/one of ([\d.]+) or more/, sentence)
      expect(excluded > high || Number.isNaN(high), sentence).toBe(true)
      const [possible = high] = numbersOf(/one up to ([\d.]+) is not excluded/, sentence)
      expect(possible).toBe(high)
    }),
    { numRuns: 1_000 },
  )
})

test('that it would pay, or never, is said where the whole interval of the fee says so', () => {
  fc.assert(
    fc.property(scorecards, (drawn) => {
      const sentence = sentenceOf(drawn)
      const isForecast = sentence.startsWith('Flow forecasts')
      const [, low, high] = numbersOf(fees, sentence) as [number, number, number]
      expect({
        pays: sentence.includes('would pay below a fee'),
        never: sentence.includes('its strongest tenth pays no taker at any fee'),
        open: sentence.includes(
          'whether its strongest tenth would pay a taker at any fee is not shown',
        ),
        seldom: sentence.includes('too seldom strongly'),
      }).toEqual({
        pays: isForecast && low > 0,
        never: isForecast && high <= 0,
        open: isForecast && low <= 0 && high > 0,
        seldom: isForecast && drawn.gross.value === null,
      })
    }),
    { numRuns: 500 },
  )
})

const unheard = {
  instrument: 'made:UP-USDT',
  withdrawn: {},
  model: { trainedOn: 'made:UP-USDT' } as Parameters<typeof watchVerdict>[0]['model'],
}

test('what the strongest hundredth is worth is told where the tenth pays nobody, by its interval too', () => {
  const hundredths = /in (\d+) trades\)/
  fc.assert(
    fc.property(scorecards, (drawn) => {
      const sentence = sentenceOf(drawn)
      const half = drawn.halfSpreadBps ?? 0
      const isTold =
        sentence.startsWith('Flow forecasts') && /is not shown: it|pays no taker/.test(sentence)
      const [low, high] = [drawn.hundredth.low, drawn.hundredth.high].map((gross) =>
        gross === null || !isTold ? Number.NaN : gross / 2 - half,
      ) as [number, number]
      expect({
        pays: sentence.includes('the strongest hundredth would pay below its worth'),
        never: sentence.includes('nor does the strongest hundredth'),
        open: sentence.includes('whether the strongest hundredth would is not shown'),
        figures: hundredths.test(sentence),
      }).toEqual({
        pays: low > 0,
        never: high <= 0,
        open: low <= 0 && high > 0,
        figures: high > 0,
      })
    }),
    { numRuns: 500 },
  )
})

test('forecasts that exceed the costs are said to have earned where their interval for all fees says so, at the highest such fee', () => {
  fc.assert(
    fc.property(scorecards, (drawn) => {
      const sentence = sentenceOf(drawn)
      const { value, low } = drawn.net
      // Of two fees: 2.2414 standard errors where one has 1.9600.
      const lowest = value === null || low === null ? 0 : value - (2.2414 / 1.96) * (value - low)
      // Nearer to zero than these five digits nothing is looked at.
      fc.pre(lowest === 0 || Math.abs(lowest) > 1e-4 * Math.abs(value!))
      const isTold = sentence.startsWith('Flow forecasts') && lowest > 0
      expect(sentence.includes('at a taker fee of 5 bps, earned')).toBe(isTold)
      expect(sentence.includes('because 2 fees were tried')).toBe(isTold)
    }),
    { numRuns: 500 },
  )
})

test('nothing is concluded from fewer than 100 trades', () => {
  const sure = { value: 20, low: 19, high: 21 }
  const ic = { value: 0.2, low: 0.1, high: 0.3 }
  const drawn = { ic, least: 0.05, gross: sure, hundredth: sure, net: sure, halfSpreadBps: 1 }
  expect(sentenceOf({ ...drawn, trades: 100 })).toMatch(
    /its strongest tenth would pay.*the 100 whose/,
  )
  expect(sentenceOf({ ...drawn, trades: 99 })).toMatch(
    /, too seldom strongly for a fee to be named at which it would pay\.$/,
  )
})

test('a watch that forecast nothing says why, and whose fault it is', () => {
  const nothing = {
    ...unheard,
    scored: 0,
    forecasts: 0,
    horizonSeconds: 60,
    score: {} as Parameters<typeof watchVerdict>[0]['score'],
    intervals: null,
  }
  expect(watchVerdict(nothing)).toContain('ended before the market was looked at')
  const withdrawn = { 'unknown-feature': 60, 'out-of-distribution': 300 }
  expect(watchVerdict({ ...nothing, instrument: 'made:FAR-USDT', withdrawn })).toBe(
    'Nothing was forecast: measures were beyond what the model was trained on (out-of-distribution, 300 times); the model was trained on made:UP-USDT.',
  )
})

test('a watch and an evaluation conclude the same from the same coefficient', () => {
  fc.assert(
    fc.property(scorecards, (drawn) => {
      const words = watchVerdict({
        scored: 100,
        forecasts: 100,
        horizonSeconds: 60,
        ...unheard,
        score: { independent: 50, detectableInformationCoefficient: drawn.least } as Parameters<
          typeof watchVerdict
        >[0]['score'],
        intervals: measures(drawn.ic),
      })
      const kinds: readonly (readonly [string, RegExp])[] = [
        ['These data do not say', /nothing to score/],
        ['Flow forecasts', /^It ranked returns over 60 s better than chance/],
        ['Flow may forecast', /^It may have ranked/],
        ['No forecast', /^Not to be told from chance|the wrong way round/],
      ]
      const sentence = sentenceOf(drawn)
      const [, other] = kinds.find(([begins]) => sentence.startsWith(begins))!
      expect(words).toMatch(other)
    }),
  )
})

test('figures that would look alike are written with more digits', () => {
  const gross = { value: 1, low: 0.5, high: 1.5 }
  const near = { ic: { value: 0.06302, low: 0.0001, high: 0.1 }, gross, halfSpreadBps: null }
  expect(sentenceOf({ ...near, least: 0.06304 })).toContain(
    'information coefficient 0.06302 (0.00010 to 0.10000) is above zero, but below 0.06304',
  )
  expect(sentenceOf({ ...near, least: 0.063 })).toMatch(/^Flow forecasts the next 60 s \(/)
})

test('what ranks returns and tells their size worse than nothing is said to', () => {
  const ic = { value: 0.2, low: 0.1, high: 0.3 }
  const drawn = { ic, least: 0.05, gross: none, halfSpreadBps: null }
  const wild = { value: -82.4, low: -240, high: -1.8 }
  expect(sentenceOf({ ...drawn, r2: wild })).toContain('worse than none at all (R2 -82.40)')
  expect(sentenceOf({ ...drawn, r2: { ...wild, high: 0.01 } })).not.toContain('worse than none')
})
