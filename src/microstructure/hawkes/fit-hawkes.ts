import { factorCholesky, solveCholesky } from '../../math/cholesky.ts'
import { invariant } from '../../math/invariant.ts'
import { zeroMatrix } from '../../math/matrix.ts'
import { bfgs } from '../../math/optimise/bfgs.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { hawkesFit, type HawkesGoodness } from './hawkes-residuals.ts'
import { typeLikelihood } from './hawkes-likelihood.ts'
import { branchingRatio, type HawkesModel, type MarkedEvents } from './hawkes-model.ts'

/** A model fitted to events. */
export interface HawkesFit {
  readonly model: HawkesModel
  /** Of every parameter, in the shape of the model; NaN where the likelihood has no curvature there (n of 0, mostly). */
  readonly standardErrors: HawkesModel
  readonly branchingRatio: number
  readonly logLikelihood: number
  /** Of a Poisson process of constant rates: what the excitement adds is the difference. */
  readonly poissonLogLikelihood: number
  /** A type each. */
  readonly goodness: readonly HawkesGoodness[]
  readonly events: number
}

/** Least events of a type: four parameters from fewer are noise. */
const eventsMin = 50

/** Where searches begin: forgetting within so many mean waiting times. The likelihood has more than one top. */
const startDecays = [0.3, 3, 30]

/**
 * Fits a Hawkes process with exponential memory by maximum likelihood, type by type.
 *
 * @param events times in any unit, in order; types 0 to `types` - 1
 * @param types  how many there are
 *
 * Standard errors from the curvature at the optimum. A sample holds its own parameters only loosely where memory is
 * long against it; a rate that moves with the hour reads as excitement, so fit stretches over which it does not, and look
 * at `goodness`. Coarse clocks make events simultaneous, which cannot have excited each other: merge sweeps first.
 * No value: fewer than 50 events of a type, events outside the period or out of order (`not-a-tape`), a search that did
 * not settle. Cost: some 100 passes over all events a type. Source: Ogata (1978), Ozaki (1979), Annals of the Institute
 * of Statistical Mathematics 30 and 31. Checked against scipy's optimisers on a likelihood summed event by event.
 *
 * @example
 * const model = { baselines: [0.5], branching: [[0.6]], decays: [2] }
 * const events = simulateHawkes(model, 2000, new Random(1))
 * const fit = expectValue(fitHawkes(events, 1))
 * Math.abs(fit.branchingRatio - 0.6) < 3 * fit.standardErrors.branching[0][0] // => true
 */
export function fitHawkes(
  events: MarkedEvents,
  types: number,
): Outcome<HawkesFit, 'too-few-events' | 'not-a-tape' | 'not-converged'> {
  invariant(types >= 1 && events.times.length === events.types.length, 'a type an event')
  const fault = tapeFault(events, types)
  if (fault !== undefined) return unavailable('not-a-tape', fault)
  const counts = Array.from({ length: types }, (_, i) => events.types.filter((t) => t === i).length)
  const least = Math.min(...counts)
  if (least < eventsMin) {
    return unavailable('too-few-events', `${least} events of a type, at least ${eventsMin}`)
  }
  // In units of the mean waiting time, so that every parameter is of the size of 1.
  const unit = (events.to - events.from) / events.times.length
  const scaled: MarkedEvents = {
    times: events.times.map((time) => (time - events.from) / unit),
    types: events.types,
    from: 0,
    to: events.times.length,
  }
  const fits = counts.map((count, type) => fitType(scaled, type, { types, count }))
  if (fits.some((fit) => fit === undefined)) {
    return unavailable('not-converged', 'no search for the highest likelihood settled')
  }
  const found = fits.filter((fit) => fit !== undefined)
  const model = modelOf(
    found.map((fit) => fit.parameters),
    unit,
  )
  return available({
    model,
    standardErrors: modelOf(
      found.map((fit) => fit.errors),
      unit,
    ),
    branchingRatio: branchingRatio(model),
    logLikelihood: found.reduce(
      (sum, fit, i) => sum + fit.logLikelihood - counts[i]! * Math.log(unit),
      0,
    ),
    poissonLogLikelihood: counts.reduce(
      (sum, count) => sum + count * Math.log(count / (events.to - events.from)) - count,
      0,
    ),
    goodness: hawkesFit(events, model),
    events: events.times.length,
  })
}

function tapeFault({ times, types, from, to }: MarkedEvents, count: number): string | undefined {
  for (const [k, time] of times.entries()) {
    if (!(time >= from && time <= to)) return `event ${k} is at ${time}, outside ${from} to ${to}`
    if (k > 0 && time < times[k - 1]!) return `event ${k} comes before the one before it`
    if (types[k]! >= count) return `event ${k} is of type ${types[k]} of ${count}`
  }
  return undefined
}

interface TypeFit {
  readonly parameters: Float64Array
  readonly errors: Float64Array
  readonly logLikelihood: number
}

function fitType(
  events: MarkedEvents,
  type: number,
  { types, count }: { readonly types: number; readonly count: number },
): TypeFit | undefined {
  const rate = count / events.times.length
  const at = (logs: Float64Array): ReturnType<typeof typeLikelihood> =>
    typeLikelihood(events, type, logs.map(Math.exp))
  const searches = startDecays.map((decay) => {
    // Half of the events brought about by others, of each type as many.
    const shares = Array.from({ length: types }, () => (0.5 * rate) / types)
    const start = Float64Array.of(0.5 * rate, ...shares, decay).map(Math.log)
    return bfgs((logs) => -at(logs).value / count, start, {
      gradient: (logs) =>
        at(logs).gradient.map((slope, k) => (-slope * Math.exp(logs[k]!)) / count),
      gradientTolerance: 1e-9,
      iterationsMax: 300,
    })
  })
  // Near a border (n of 0) the slope in logarithms fades and the last digits are the rounding's.
  const settled = searches.filter((search) => search.converged || search.gradientNorm < 1e-6)
  if (settled.length === 0) return undefined
  const best = settled.reduce((a, b) => (b.value < a.value ? b : a))
  const parameters = best.x.map(Math.exp)
  return {
    parameters,
    errors: errorsOf(events, type, parameters),
    logLikelihood: -best.value * count,
  }
}

/** From the curvature: differences of the gradient, a ten-thousandth of each parameter to both sides. */
function errorsOf(events: MarkedEvents, type: number, parameters: Float64Array): Float64Array {
  const size = parameters.length
  const curvature = zeroMatrix(size, size)
  for (let k = 0; k < size; k++) {
    const step = 1e-4 * parameters[k]!
    const slopesAt = (shift: number): Float64Array =>
      typeLikelihood(
        events,
        type,
        parameters.map((p, m) => (m === k ? p + shift : p)),
      ).gradient
    const [above, below] = [slopesAt(step), slopesAt(-step)]
    for (let m = 0; m < size; m++) {
      const second = -(above[m]! - below[m]!) / (2 * step)
      curvature.data[k * size + m]! += second / 2
      curvature.data[m * size + k]! += second / 2
    }
  }
  const factor = factorCholesky(curvature)
  if (factor.kind === 'unavailable') return new Float64Array(size).fill(Number.NaN)
  return Float64Array.from({ length: size }, (_, k) => {
    const unit = new Float64Array(size)
    unit[k] = 1
    return Math.sqrt(solveCholesky(factor.value, unit)[k]!)
  })
}

function modelOf(perType: readonly Float64Array[], unit: number): HawkesModel {
  return {
    baselines: perType.map((values) => values[0]! / unit),
    branching: perType.map((values) => Array.from(values.subarray(1, -1))),
    decays: perType.map((values) => values.at(-1)! / unit),
  }
}
