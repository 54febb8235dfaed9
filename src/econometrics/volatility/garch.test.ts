import { Random } from '../../math/random.ts'
import { garchFilter } from './garch-filter.ts'
import { expect, test } from 'vitest'
import { expectClose, goldenCases, needsSeries } from '../../../fixtures/econometrics/goldens.ts'
import {
  dem2gbp,
  returnsOf,
  type ReturnsRecipe,
} from '../../../fixtures/econometrics/volatility/returns.ts'
import { expectValue } from '../../math/outcome.ts'
import type { GarchResult } from './garch-result.ts'
import type { GarchModelOptions } from './garch-spec.ts'
import { garch } from './garch.ts'

interface PublishedCase {
  readonly estimates: readonly string[]
  readonly hessian: readonly string[]
  readonly robust: readonly string[]
  readonly opg: readonly string[]
}

test('prints the published digits of the DM/BP benchmark, estimates and three kinds of errors', () => {
  const [published] = goldenCases('volatility/benchmark') as readonly PublishedCase[]
  const fit = expectValue(garch(dem2gbp()))
  const { estimates, hessian, robust, opg } = published!
  const texts = [...estimates, ...hessian, ...robust, ...opg]
  const { standardErrors: errors } = fit
  const values = [...fit.estimates, ...errors.hessian, ...errors.robust, ...errors.opg]
  const unlike = texts.filter((text, k) => Number(values[k]!.toPrecision(6)) !== Number(text))
  // omega is 0.01076139785 and alpha's OPG error 0.01397379215: they print one unit higher, here and by fGarch's omega.
  expect(unlike).toEqual(['0.0107613', '0.0139737'])
  for (const [k, text] of texts.entries()) {
    const unit = 10 ** -(text.length - text.indexOf('.') - 1)
    expect(Math.abs(values[k]! - Number(text)), text).toBeLessThan(unit)
  }
  expect(fit.logLikelihood).toBeCloseTo(-1106.607881, 6)
  expect(fit.gradientNorm).toBeLessThan(1e-8)
  expect(fit.converged).toBe(true)
  expect(fit.warnings).toEqual([])
})

interface FitCase {
  readonly name: string
  readonly returns: ReturnsRecipe
  readonly options: GarchModelOptions
  readonly expected: {
    readonly estimates: readonly number[]
    readonly logLikelihood: number
    /** fGarch only: false where it left the bounds that hold here. */
    readonly isAdmissible?: boolean
  }
}

const fits = goldenCases('volatility/fits') as readonly FitCase[]
const fgarchFits = goldenCases('volatility/fgarch') as readonly FitCase[]

const fitOf = ({ returns, options }: FitCase): GarchResult =>
  expectValue(garch(returnsOf(returns), { ...options, horizon: 1 }))

/** Relative: the rounding of two programs' sums. */
const likelihoodSlack = 1e-8
/** A likelihood this much higher belongs to another point: the reference had not arrived. */
const sameTop = 1e-7

/** The largest distance of two estimates, in standard errors (in the estimate itself where it has none). */
function distance(fit: GarchResult, estimates: readonly number[]): number {
  return Math.max(
    ...fit.estimates.map((value, k) => {
      const unit = fit.standardErrors.hessian[k] ?? Math.max(1e-3, Math.abs(value))
      return Math.abs(value - estimates[k]!) / unit
    }),
  )
}

test.for(fits)('is never below arch, and stands where arch does: $name', (golden, context) => {
  needsSeries(golden.returns.kind === 'changes' ? [golden.returns.of] : [], context)
  const fit = fitOf(golden)
  const { logLikelihood, estimates } = golden.expected
  const gain = fit.logLikelihood - logLikelihood
  expect(gain).toBeGreaterThan(-likelihoodSlack * Math.abs(logLikelihood))
  expect(fit.converged, `gradient ${fit.gradientNorm}`).toBe(true)
  // arch's polished optimum is good to 1e-4 of an error; a gain g allows sqrt(2 g) errors.
  const reach = gain > sameTop ? Infinity : 1e-4 + 2 * Math.sqrt(2 * Math.max(0, gain))
  expect(distance(fit, estimates)).toBeLessThan(reach)
})

test('stands on another point than arch in few models only: those where arch stopped short', (context) => {
  needsSeries(
    fits.flatMap(({ returns }) => (returns.kind === 'changes' ? [returns.of] : [])),
    context,
  )
  const higher = fits.filter(
    (golden) => fitOf(golden).logLikelihood - golden.expected.logLikelihood > sameTop,
  )
  expect(higher.length).toBeLessThanOrEqual(fits.length / 8)
})

test.for(fgarchFits.filter(({ expected }) => expected.isAdmissible === true))(
  'is never below fGarch: $name',
  (golden, context) => {
    needsSeries(golden.returns.kind === 'changes' ? [golden.returns.of] : [], context)
    const fit = fitOf(golden)
    const { logLikelihood, estimates } = golden.expected
    expect(fit.logLikelihood - logLikelihood).toBeGreaterThan(
      -likelihoodSlack * Math.abs(logLikelihood),
    )
    // What nlminb and Nelder-Mead leave; a shape far out in the normal's neighbourhood is not determined.
    const isFlat = (fit.parameters.nu ?? 0) > 50
    expect(distance(fit, estimates)).toBeLessThan(isFlat ? Infinity : 0.01)
  },
)

test('the t model of DM/BP lands on a persistence of one and says so', () => {
  const fit = expectValue(garch(dem2gbp(), { distribution: 't', start: 'backcast' }))
  expect(fit.persistence).toBeCloseTo(1, 12)
  expect(fit.unconditionalVariance).toBeNull()
  expect(fit.warnings.map(({ kind }) => kind)).toEqual(['boundary'])
  expect(fit.parameters.nu).toBeCloseTo(4.36363, 5)
  const [, , alpha, beta] = fit.standardErrors.hessian
  // They move against each other only.
  expectClose(alpha, beta!, 1e-9, 'error of alpha and beta')
  const steps = fit.forecast.map((value, k) => value - (fit.forecast[k - 1] ?? Number.NaN)).slice(1)
  for (const step of steps) expect(step).toBeCloseTo(fit.parameters.omega, 12)
})

test('the unit of the returns changes nothing but the unit of the results', () => {
  const returns = dem2gbp()
  for (const options of [
    { model: 'gjr', distribution: 'skewt' },
    { model: 'egarch', o: 1 },
  ] as const) {
    const reference = expectValue(garch(returns, options))
    for (const k of [1e-4, 0.37, 1e6]) {
      const fit = expectValue(
        garch(
          returns.map((value) => value * k),
          options,
        ),
      )
      const { mu, omega, alpha, gamma, beta } = fit.parameters
      const expected = reference.parameters
      // A power of two apart the searches are the same; in between they end at the same top by other ways.
      const close = (a: number, b: number, what: string) => expectClose(a, b, 1e-7, `${what}, ${k}`)
      close(mu!, k * expected.mu!, 'mu')
      const shift = 2 * Math.log(k) * (1 - beta[0]!)
      close(
        omega,
        options.model === 'egarch' ? expected.omega + shift : k * k * expected.omega,
        'omega',
      )
      close(alpha[0]!, expected.alpha[0]!, 'alpha')
      close(gamma![0]!, expected.gamma![0]!, 'gamma')
      close(beta[0]!, expected.beta[0]!, 'beta')
      close(
        fit.logLikelihood,
        reference.logLikelihood - returns.length * Math.log(k),
        'log-likelihood',
      )
      close(fit.forecast[3]!, k * k * reference.forecast[3]!, 'forecast')
      for (const kind of ['hessian', 'robust', 'opg'] as const) {
        close(fit.standardErrors[kind][0]!, k * reference.standardErrors[kind][0]!, kind)
        close(fit.standardErrors[kind][2]!, reference.standardErrors[kind][2]!, kind)
      }
    }
  }
})

test.each([1e-250, 1e250])(
  'returns of size %d, whose squares have no double, have a model',
  (k) => {
    const reference = expectValue(garch(dem2gbp()))
    const fit = expectValue(garch(dem2gbp().map((value) => value * k)))
    expectClose(fit.parameters.mu, k * reference.parameters.mu!, 1e-7, 'mu')
    expectClose(fit.parameters.alpha[0], reference.parameters.alpha[0]!, 1e-7, 'alpha')
    expectClose(fit.parameters.beta[0], reference.parameters.beta[0]!, 1e-7, 'beta')
    expect(fit.converged).toBe(true)
  },
)

const reason = (returns: Float64Array): string => {
  const outcome = garch(returns)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why a series has no model', () => {
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(Float64Array.of(0.1, -0.2, 0.3))).toBe('too-few-rows')
  expect(reason(new Float64Array(100).fill(0.01))).toBe('constant-series')
  expect(reason(dem2gbp().with(7, Number.NaN))).toBe('not-finite')
  expect(reason(dem2gbp().with(7, Infinity))).toBe('not-finite')
  expect(reason(dem2gbp().map((value) => value * 1e-150))).toBe('a value')
})

test('a limit on the steps shows as a warning, not as an exception', () => {
  const fit = expectValue(
    garch(dem2gbp(), { model: 'gjr', distribution: 'skewt', iterationsMax: 1 }),
  )
  expect(fit.converged).toBe(false)
  expect(fit.warnings.some(({ kind }) => kind === 'not-converged')).toBe(true)
})

// The long version, of a quarter of a minute: ISOBAR_RUNS=12 npx vitest run src/econometrics/volatility/garch.test.ts
const runs = Number(process.env['ISOBAR_RUNS'] ?? 2)

test('series without any volatility to find neither stop a fit nor leave it below another top', () => {
  const share = [0, 0.002, 0.02, 0.05, 0.1, 0.3]
  const memory = [0, 0.5, 0.9, 0.97, 0.999]
  for (let seed = 1; seed <= runs; seed++) {
    const random = new Random(seed)
    const returns = Float64Array.from({ length: 600 }, () => random.normal())
    const meanSquare = returns.reduce((sum, value) => sum + value * value, 0) / returns.length
    for (const start of ['sample', 'backcast'] as const) {
      const fit = expectValue(garch(returns, { mean: 'zero', start }))
      for (const alpha of share) {
        for (const persistence of memory.filter((value) => value >= alpha)) {
          const estimates = [(1 - persistence) * meanSquare, alpha, persistence - alpha]
          const there = expectValue(garchFilter(returns, { mean: 'zero', start, estimates }))
          expect(fit.logLikelihood, `seed ${seed}, ${start}`).toBeGreaterThan(
            there.logLikelihood - 1e-9,
          )
        }
      }
      // Of these some once stopped on a curvature that rounding had turned.
      for (const distribution of ['normal', 't'] as const) {
        expect(garch(returns, { model: 'gjr', distribution, start }).kind).toBe('value')
        expect(garch(returns, { model: 'egarch', distribution, start }).kind).toBe('value')
      }
    }
  }
})
