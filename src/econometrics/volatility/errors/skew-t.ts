import { studentTCdf } from '../../../math/distributions/student-t.ts'
import type { ErrorLaw, LawSample, LawTerms } from './error-law.ts'
import { logConstant, logConstantSlope, studentErrors } from './student-t.ts'

/**
 * Hansen's skewed t of mean 0 and variance 1: eta in [2.05, 300] rules the tails, lambda in (-1, 1) the skewness.
 *
 *   log g(z) = log b + log c - (eta + 1)/2 log(1 + u^2 / (eta - 2)),   u = (b z + a) / (1 + s lambda)
 *   s = sign(b z + a),  a = 4 lambda c (eta - 2)/(eta - 1),  b^2 = 1 + 3 lambda^2 - a^2,  c that of Student's t
 *
 * lambda = 0 is Student's t with eta degrees of freedom; lambda > 0 a longer right tail. arch lets lambda reach 1, where
 * the density has no left side; here it stops at 0.9999. Source: Hansen (1994), International Economic Review 35,
 * 705-730, equations 10 to 13.
 */
export const skewStudentErrors: ErrorLaw = {
  name: 'skewt',
  shapes: [
    { name: 'eta', lower: 2.05, upper: 300, start: 8, isReciprocal: true },
    { name: 'lambda', lower: -0.9999, upper: 0.9999, start: 0, isReciprocal: false },
  ],
  evaluate,
  absoluteMoment: (shape) => {
    // The mean is 0: both sides weigh the same. The law of -z has the skewness -lambda.
    const law = constants(shape[0]!, Math.abs(shape[1]!))
    return (2 * lowerMoments(law).first) / law.b
  },
  lowerSecondMoment: (shape) => {
    const lambda = shape[1]!
    const law = constants(shape[0]!, Math.abs(lambda))
    const lower = lowerMoments(law).second / law.b ** 2
    return lambda >= 0 ? lower : 1 - lower
  },
  draw: (random, shape) => {
    const { a, b, lambda } = constants(shape[0]!, shape[1]!)
    const size = Math.abs(studentErrors.draw(random, shape))
    const isLeft = random.uniform() < (1 - lambda) / 2
    return ((isLeft ? -(1 - lambda) * size : (1 + lambda) * size) - a) / b
  },
}

interface SkewConstants {
  readonly eta: number
  readonly lambda: number
  readonly logC: number
  readonly a: number
  readonly b: number
}

function constants(eta: number, lambda: number): SkewConstants {
  const logC = logConstant(eta)
  const a = (4 * lambda * Math.exp(logC) * (eta - 2)) / (eta - 1)
  return { eta, lambda, logC, a, b: Math.sqrt(1 + 3 * lambda * lambda - a * a) }
}

/**
 * E[(a - x) 1(x < a)] and E[(a - x)^2 1(x < a)] for x = b z + a and lambda >= 0, from the partial moments of Student's t:
 * x is -(1 - lambda) |y| with probability (1 - lambda)/2 and (1 + lambda) |y| otherwise.
 */
function lowerMoments({ eta, lambda, logC, a }: SkewConstants): { first: number; second: number } {
  const edge = a / (1 + lambda)
  const density = Math.exp(logC)
  const closing = density * (1 + (edge * edge) / (eta - 2)) ** (-(eta - 1) / 2)
  const share = (eta - 2) / (eta - 1)
  // Integrals of y^k times the density from 0 to the edge.
  const zeroth = studentTCdf(edge * Math.sqrt(eta / (eta - 2)), eta) - 0.5
  const first = share * (density - closing)
  const second = zeroth - edge * closing
  const left = 1 - lambda
  const right = 1 + lambda
  const mean = share * density
  return {
    first: left * (left * mean + a / 2) + right * (a * zeroth - right * first),
    second:
      left * ((left * left) / 2 + 2 * left * a * mean + (a * a) / 2) +
      right * (right * right * second - 2 * right * a * first + a * a * zeroth),
  }
}

function evaluate(
  { residuals, variances }: LawSample,
  shape: ArrayLike<number>,
  { byResidual, byVariance, byShape }: LawTerms,
): number {
  const eta = shape[0]!
  const lambda = shape[1]!
  const { logC, a, b } = constants(eta, lambda)
  const slopeC = logConstantSlope(eta)
  const aByLambda = (4 * Math.exp(logC) * (eta - 2)) / (eta - 1)
  const aByEta = a * (slopeC + 1 / (eta - 2) - 1 / (eta - 1))
  const bByLambda = (3 * lambda - a * aByLambda) / b
  const bByEta = (-a * aByEta) / b
  const [byEta, byLambda] = [byShape[0]!, byShape[1]!]
  const rows = residuals.length
  let logs = 0
  let tails = 0
  for (let t = 0; t < rows; t++) {
    const root = 1 / Math.sqrt(variances[t]!)
    const z = residuals[t]! * root
    const x = b * z + a
    const side = x < 0 ? -1 : 1
    const width = 1 / (1 + side * lambda)
    const u = x * width
    const excess = (u * u) / (eta - 2)
    const log = Math.log1p(excess)
    const byU = (-(eta + 1) * u) / (eta - 2 + u * u)
    const byZ = byU * b * width
    logs += Math.log(root)
    tails += log
    byResidual[t] = byZ * root
    byVariance[t] = -0.5 * root * root * (1 + z * byZ)
    byEta[t] =
      bByEta / b +
      slopeC -
      0.5 * log -
      (0.5 * u * byU) / (eta - 2) +
      byU * (bByEta * z + aByEta) * width
    byLambda[t] = bByLambda / b + byU * width * (bByLambda * z + aByLambda - side * u)
  }
  return rows * (Math.log(b) + logC) + logs - 0.5 * (eta + 1) * tails
}
