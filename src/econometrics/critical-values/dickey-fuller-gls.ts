import type { ResponseSurface } from './response-surface.ts'

/**
 * The law of the t value after GLS detrending, by what was taken out.
 *
 * Source: the tables arch 8.0.0 carries: its authors' simulations after MacKinnon's (1994, 2010) method. The asymptotic
 * 5 % points, -1.94 and -2.85, are those of Elliott, Rothenberg and Stock (1996), table I.
 */
export const dickeyFullerGls: Readonly<Record<'c' | 'ct', ResponseSurface>> = {
  c: {
    critical: {
      '1%': [-2.56781793, -20.5575392, 182.727674, -1778.66664],
      '5%': [-1.94363325, -21.7272746, 260.815068, -2269.14916],
      '10%': [-1.61998241, -23.2734708, 306.474378, -2574.83557],
    },
    star: -0.4795076091714674,
    small: [0.67422739, 1.25475826, 0.03572509],
    large: [0.50612497, 0.98305664, -0.05648525, 0.00140875],
    lowest: -17.561302895074206,
    highest: 13.365361509140614,
    smallOf: 'statistic',
  },
  ct: {
    critical: {
      '1%': [-3.40689134, -21.69971242, 27.26295939, -816.84404772],
      '5%': [-2.84677178, -19.69109364, 84.7664136, -799.40722401],
      '10%': [-2.55890707, -19.42621991, 116.53759752, -840.31342847],
    },
    star: -2.1960404365401298,
    small: [2.38767685, 1.57454737, 0.05754439],
    large: [2.60561421, 1.67850224, 0.0373599, -0.01017936],
    lowest: -13.681153542634465,
    highest: 8.73743383728356,
    smallOf: 'statistic',
  },
}
