import type { ResponseSurface } from './response-surface.ts'

const everywhere = { lowest: -Infinity, highest: Infinity, smallOf: 'log-size' } as const

/**
 * The law of T (rho - 1) of a Dickey-Fuller regression, by its deterministic terms.
 *
 * Source: the tables arch 8.0.0 carries: 500 simulations of 250,000 each, after MacKinnon's (1994, 2010) method.
 * Asymptotic 5 % points agree with Fuller (1976), table 8.5.1: -8.1, -14.1, -21.8.
 */
export const dickeyFullerRho: Readonly<Record<'n' | 'c' | 'ct', ResponseSurface>> = {
  n: {
    ...everywhere,
    critical: {
      '1%': [-13.30499, 331.55385, -8807.11008, 88544.76648],
      '5%': [-7.82957, 222.75548, -5863.14998, 58024.48295],
      '10%': [-5.57486, 170.79065, -4422.48027, 43264.68244],
    },
    star: -1.79146,
    small: [0.05872, -0.69633, 0.02471, -0.04283],
    large: [0.56681, 0.67544, 0.06881, 0.00235],
  },
  c: {
    ...everywhere,
    critical: {
      '1%': [-20.6258, 119.28619, -442.99517, 1082.9222],
      '5%': [-14.09457, 58.46106, -164.08684, 479.02908],
      '10%': [-11.25118, 38.48786, -87.62853, 246.93531],
    },
    star: -5.04709,
    small: [1.94205, -1.47677, 0.21163, -0.06288],
    large: [1.70059, 0.49465, 0.02636, 0.00055],
  },
  ct: {
    ...everywhere,
    critical: {
      '1%': [-29.3568, 232.33249, -1171.21447, 3166.83631],
      '5%': [-21.71085, 130.15894, -504.95264, 1170.38109],
      '10%': [-18.24475, 93.25896, -305.14509, 581.02963],
    },
    star: -9.22766,
    small: [4.05596, -2.34128, 0.41403, -0.08312],
    large: [2.60323, 0.39217, 0.01321, 0.00019],
  },
}
