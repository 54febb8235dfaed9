import type { ErrorsOption } from '../../../src/econometrics/regression/coefficient-errors.ts'
import { leastSquares } from '../../../src/econometrics/regression/least-squares.ts'
import { slopesTest } from '../../../src/econometrics/regression/slopes-test.ts'
import { studentTSurvival } from '../../../src/math/distributions/student-t.ts'
import { byPValue, type Score } from '../scores.ts'
import type { StudiedFamily, StudiedTest } from '../studied-test.ts'
import { related, remembered, unrelated } from '../worlds.ts'

/** Returns on returns that share their volatility and nothing else. */
const returns: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 1000,
  null: unrelated(3),
  alternative: related(3, 0.5),
  against: '0.5 of a deviation',
}

const classical: Partial<StudiedTest> = {
  oversized: { at5Most: 0.85, why: 'classical errors take rows of all sizes for alike' },
}

/** Levels that both keep half of themselves. */
const levels: Omit<StudiedTest, 'name' | 'rejects'> = {
  ...returns,
  null: remembered(unrelated(3), 1),
  alternative: remembered(related(3, 0.5), 1),
  oversized: { at5Most: 0.12, why: 'Newey-West takes in too little of the memory' },
}

export const regression: StudiedFamily = {
  name: 'regression',
  tests: [
    {
      ...returns,
      ...classical,
      name: 't of a slope, classical errors',
      rejects: slope('classical'),
    },
    {
      ...returns,
      name: 't of a slope, HC3',
      oversized: { at5Most: 0.09, why: 'a few rows carry all' },
      rejects: slope('hc3'),
    },
    { ...levels, name: 't of a slope, Newey-West, memory 0.5', rejects: slope('newey-west') },
    {
      ...returns,
      ...classical,
      name: 'F of 2 slopes, classical errors',
      rejects: all('classical'),
    },
    {
      ...returns,
      name: 'F of 2 slopes, HC3',
      oversized: { at5Most: 0.1, why: 'a few rows carry all' },
      rejects: all('hc3'),
    },
    { ...levels, name: 'F of 2 slopes, Newey-West, memory 0.5', rejects: all('newey-west') },
  ],
}

function slope(errors: ErrorsOption): Score {
  return byPValue(([y, ...xs]) => {
    const fit = leastSquares(y!, xs, { errors })
    if (fit.kind === 'unavailable') return Number.NaN
    const { tValues, observations, coefficients } = fit.value
    return 2 * studentTSurvival(Math.abs(tValues[0]!), observations - coefficients.length)
  })
}

function all(errors: ErrorsOption): Score {
  return byPValue(([y, ...xs]) => {
    const fit = leastSquares(y!, xs, { errors })
    return fit.kind === 'value' ? (slopesTest(fit.value)?.pValue ?? Number.NaN) : Number.NaN
  })
}
