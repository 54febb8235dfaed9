import { expect, test } from 'vitest'
import { agreedDigits, univariateSets } from '../../fixtures/nist/certified.ts'
import { addValue, deviationOf, momentsOf, noMoments } from './moments.ts'

/**
 * Digits of the deviation, of fifteen. 1000000.1 is no double: the nearest one lies 5e-11 off, and the deviation of 0.1
 * cannot be known closer than that; around ten million 1e-9.
 */
const digitsRequired: Readonly<Record<string, number>> = { NumAcc3: 9, NumAcc4: 8 }

test.for(univariateSets())(
  "meets NIST's certified mean and deviation of $name ($level difficulty)",
  async ({ name, values, certified }, { annotate }) => {
    const moments = momentsOf(Float64Array.from(values))
    const mean = agreedDigits(moments.mean, certified.mean, 15)
    const deviation = agreedDigits(deviationOf(moments), certified.standardDeviation, 15)
    await annotate(
      `${name}: agreed digits of 15: mean ${mean.toFixed(1)}, deviation ${deviation.toFixed(1)}`,
    )
    expect(mean).toBe(15)
    expect(deviation).toBeGreaterThanOrEqual(digitsRequired[name] ?? 12)
  },
)

test.for(univariateSets())(
  'value by value, as a stream, $name loses no more than rounding at its level takes',
  ({ name, values, certified }) => {
    const streamed = values.reduce(addValue, noMoments)
    expect(agreedDigits(streamed.mean, certified.mean, 15)).toBeGreaterThan(13)
    const digits = agreedDigits(deviationOf(streamed), certified.standardDeviation, 15)
    expect(digits).toBeGreaterThanOrEqual(digitsRequired[name] ?? 12)
  },
)
