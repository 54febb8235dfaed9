import { invariant } from '../../math/invariant.ts'

export type WagnerWiedLevel = '1%' | '5%' | '10%'

/** Most regressors that the laws were simulated for. */
export const wagnerWiedRegressorsMax = 4

/**
 * Critical values by number of regressors (0 to 4), level, and training share 0.1, 0.2 .. 0.9. Generated: do not edit, run
 * fixtures/econometrics/breaks/simulate_wagner_wied.py, whose output a test compares with these.
 */
export const wagnerWiedTable: Readonly<
  Record<'c' | 'ct', readonly Readonly<Record<WagnerWiedLevel, readonly number[]>>[]>
> = {
  c: [
    {
      '1%': [19.14, 7.581, 3.983, 2.294, 1.595, 1.226, 1.008, 0.9096, 0.7976],
      '5%': [11.47, 4.558, 2.491, 1.533, 1.046, 0.7724, 0.6491, 0.5684, 0.5097],
      '10%': [8.416, 3.376, 1.895, 1.201, 0.8201, 0.5988, 0.4911, 0.4286, 0.3839],
    },
    {
      '1%': [964.4, 163.5, 42.74, 14.91, 6.153, 2.083, 0.9, 0.6557, 0.5745],
      '5%': [309.3, 54.76, 15.8, 5.969, 2.405, 0.989, 0.526, 0.3861, 0.3508],
      '10%': [162.2, 28.67, 8.818, 3.373, 1.436, 0.6845, 0.3841, 0.2898, 0.262],
    },
    {
      '1%': [1953.0, 326.5, 95.45, 31.54, 11.5, 3.917, 1.147, 0.488, 0.4047],
      '5%': [760.9, 127.7, 37.1, 13.2, 4.748, 1.702, 0.5799, 0.282, 0.2393],
      '10%': [442.6, 73.14, 21.09, 7.624, 2.803, 1.058, 0.4098, 0.2106, 0.1778],
    },
    {
      '1%': [3335.0, 539.4, 162.4, 54.16, 17.49, 5.992, 1.755, 0.4443, 0.3028],
      '5%': [1317.0, 226.4, 65.93, 21.48, 7.85, 2.693, 0.8001, 0.2486, 0.1748],
      '10%': [807.4, 131.4, 38.74, 12.82, 4.696, 1.672, 0.5216, 0.1839, 0.1343],
    },
    {
      '1%': [4885.0, 740.3, 221.1, 71.22, 25.5, 8.719, 2.437, 0.5101, 0.2222],
      '5%': [2012.0, 342.3, 99.45, 32.35, 11.34, 3.878, 1.125, 0.2585, 0.1345],
      '10%': [1248.0, 210.0, 60.72, 20.2, 7.166, 2.459, 0.7103, 0.1818, 0.104],
    },
  ],
  ct: [
    {
      '1%': [3077.0, 277.7, 61.01, 18.68, 6.288, 2.202, 0.7755, 0.4173, 0.2927],
      '5%': [1770.0, 166.8, 36.7, 10.66, 3.755, 1.278, 0.5296, 0.2878, 0.1974],
      '10%': [1257.0, 117.2, 25.64, 7.756, 2.622, 0.945, 0.4221, 0.234, 0.1603],
    },
    {
      '1%': [13750.0, 1140.0, 223.4, 55.53, 18.8, 4.892, 1.38, 0.3968, 0.2478],
      '5%': [5601.0, 457.3, 93.69, 25.7, 7.889, 2.378, 0.7144, 0.2575, 0.1647],
      '10%': [3360.0, 277.3, 57.41, 16.4, 5.063, 1.561, 0.5015, 0.2099, 0.1334],
    },
    {
      '1%': [24350.0, 2087.0, 365.7, 97.06, 28.54, 8.006, 2.118, 0.4417, 0.207],
      '5%': [10230.0, 868.0, 166.2, 43.74, 12.98, 3.732, 1.036, 0.2549, 0.1357],
      '10%': [6450.0, 527.9, 105.8, 26.49, 8.326, 2.424, 0.6864, 0.1989, 0.1107],
    },
    {
      '1%': [36800.0, 3139.0, 560.3, 138.2, 40.4, 11.42, 3.07, 0.578, 0.1714],
      '5%': [16220.0, 1388.0, 262.1, 67.86, 18.67, 5.465, 1.436, 0.293, 0.1161],
      '10%': [10170.0, 860.6, 166.1, 43.21, 12.15, 3.52, 0.9476, 0.2103, 0.09402],
    },
    {
      '1%': [51510.0, 4579.0, 740.1, 188.8, 54.31, 15.87, 3.904, 0.7581, 0.1482],
      '5%': [24090.0, 1995.0, 355.5, 91.67, 26.03, 7.35, 1.937, 0.3664, 0.09966],
      '10%': [14540.0, 1234.0, 234.5, 59.83, 16.65, 4.673, 1.25, 0.2417, 0.08099],
    },
  ],
}

/** Which law: deterministic terms, number of x, training rows over rows of the horizon, level. */
export interface WagnerWiedLaw {
  readonly trend: 'c' | 'ct'
  readonly regressorCount: number
  readonly share: number
  readonly alpha: WagnerWiedLevel
}

/**
 * The critical value of monitoring a relation to a horizon: an alarm where the detector exceeds it.
 *
 * regressorCount 0 to 4, share 0.1 to 0.9; between the shares of the table the logarithm is interpolated. Source: our
 * simulation of the limit of Wagner and Wied (2017), section 2, with 1,000 rows and 10,000 draws; beyond the 5 % points lie
 * 4.1 to 6.0 % of 4,000 other draws (tested). Their own tables are not reproduced here.
 *
 * @example
 * const law = { trend: 'c', regressorCount: 1, share: 0.5, alpha: '5%' }
 * wagnerWiedCriticalValue(law) // => 2.405
 */
export function wagnerWiedCriticalValue(law: WagnerWiedLaw): number {
  const { trend, regressorCount, share, alpha } = law
  const values = wagnerWiedTable[trend][regressorCount]?.[alpha]
  invariant(values !== undefined, `simulated for 0 to 4 regressors, got ${regressorCount}`)
  invariant(share >= 0.1 && share <= 0.9, `simulated for shares of 0.1 to 0.9, got ${share}`)
  const place = Math.max(0, share * 10 - 1)
  const below = Math.min(7, Math.floor(place))
  const [low, high] = [Math.log(values[below]!), Math.log(values[below + 1]!)]
  return Math.exp(low + (place - below) * (high - low))
}
