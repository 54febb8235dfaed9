import { startKalman, stepKalman } from '../state-space/kalman-step.ts'
import { type ArmaPolynomials, armaModel } from './arma-model.ts'

/** The filter at given parameters, over the rows and beyond them; in the units of the series before it was scaled. */
export function armaForecast(
  series: Float64Array,
  polynomials: ArmaPolynomials,
  at: { mean: number; variance: number; horizon: number; origin: number; unit: number },
): {
  readonly innovations: Float64Array
  readonly forecast: number[]
  readonly forecastDeviations: number[]
} {
  const { mean, variance, horizon, origin, unit } = at
  const model = armaModel(polynomials)!
  const state = startKalman(model)
  const design = new Float64Array(state.size)
  design[0] = 1
  const innovations = series.map((value) => {
    stepKalman(model, state, value - mean, design)
    return state.innovation / unit
  })
  const forecast: number[] = []
  const forecastDeviations: number[] = []
  for (let step = 0; step < horizon; step++) {
    forecast.push((mean + state.predictedMean[0]!) / unit + origin)
    stepKalman(model, state, Number.NaN, design)
    forecastDeviations.push(Math.sqrt(variance * state.innovationVariance) / unit)
  }
  return { innovations, forecast, forecastDeviations }
}
