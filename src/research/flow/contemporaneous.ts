import { PathReader } from '../../forecast/labels/price-path.ts'
import type { FlowSamples } from './flow-samples.ts'

/**
 * How much of what the price did over the horizon before each sample the signed flow of the same stretch tells: the squared
 * correlation of the return with the imbalance of what was traded in it, over all samples.
 *
 * What a forecast is often mistaken for: it is known only when the price has moved. Null where nothing varies.
 */
export function contemporaneousR2(
  { matrix, path, signedVolume, volume }: FlowSamples,
  horizon: number,
  gapMost: number,
): number | null {
  const read = (values: Float64Array): readonly [PathReader, PathReader] => [
    new PathReader({ times: path.times, prices: values }, gapMost),
    new PathReader({ times: path.times, prices: values }, gapMost),
  ]
  const [priceBefore, price] = read(path.prices)
  const [signedBefore, signed] = read(signedVolume)
  const [volumeBefore, traded] = read(volume)
  let n = 0
  const sums = { x: 0, y: 0, xx: 0, yy: 0, xy: 0 }
  for (const time of matrix.times) {
    const y = (price.at(time) / priceBefore.at(time - horizon) - 1) * 10_000
    const flow = signed.at(time) - signedBefore.at(time - horizon)
    const all = traded.at(time) - volumeBefore.at(time - horizon)
    const x = all > 0 ? flow / all : 0
    if (!Number.isFinite(y) || Number.isNaN(all)) continue
    n++
    sums.x += x
    sums.y += y
    sums.xx += x * x
    sums.yy += y * y
    sums.xy += x * y
  }
  const left = sums.xx - sums.x ** 2 / n
  const right = sums.yy - sums.y ** 2 / n
  const both = sums.xy - (sums.x * sums.y) / n
  return n > 2 && left > 0 && right > 0 ? both ** 2 / (left * right) : null
}
