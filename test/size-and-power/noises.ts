import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Random } from '../../src/math/random.ts'
import { sharedFolder } from '../need.ts'

/** Several series of increments of one length, without memory in their means. */
export type Noise = (random: Random, rows: number, count: number) => Float64Array[]

/** Independent standard normal. */
export const gaussianNoise: Noise = (random, rows, count) =>
  Array.from({ length: count }, () => Float64Array.from({ length: rows }, () => random.normal()))

/** GARCH(1,1) of alpha 0.1 and beta 0.88 with Student's t of 5: an hour of a coin, as textbooks have it. */
export const garchNoise: Noise = (random, rows, count) =>
  Array.from({ length: count }, () => {
    const [omega, alpha, beta, degrees] = [0.02, 0.1, 0.88, 5]
    const deviation = Math.sqrt(degrees / (degrees - 2))
    let variance = omega / (1 - alpha - beta)
    const draw = (): number => {
      const value = (Math.sqrt(variance) * random.studentT(degrees)) / deviation
      variance = omega + alpha * value ** 2 + beta * variance
      return value
    }
    for (let burnt = 0; burnt < 200; burnt++) draw()
    return Float64Array.from({ length: rows }, draw)
  })

const coins = ['ETH', 'BTC', 'SOL', 'LTC'] as const

/**
 * Hourly log returns of perpetuals, a stretch of the panel from a random row, each row of all coins times one normal
 * number: no memory in the mean is left; the volatility's path and the coins' cross-correlation are.
 */
export function realNoise(): Noise {
  const panel = jointReturns()
  return (random, rows, count) => {
    const start = random.integerBelow(panel[0]!.length - rows + 1)
    const weights = Float64Array.from({ length: rows }, () => random.normal())
    return panel
      .slice(0, count)
      .map((returns) => weights.map((weight, row) => weight * returns[start + row]!))
  }
}

function jointReturns(): Float64Array[] {
  const closes = coins.map((coin) => {
    const path = join(sharedFolder, 'data', 'bars', 'binance-perp', `${coin}-USDT-1h.csv.gz`)
    const rows = gunzipSync(readFileSync(path)).toString('utf8').trim().split(/\r?\n/)
    const close = rows[0]!.split(',').indexOf('close')
    return new Map(
      rows.slice(1).map((row) => {
        const cells = row.split(',')
        return [cells[0]!, Math.log(Number(cells[close]))] as const
      }),
    )
  })
  const times = [...closes[0]!.keys()].filter((time) => closes.every((each) => each.has(time)))
  return closes.map((each) => {
    const path = times.map((time) => each.get(time)!)
    return Float64Array.from({ length: path.length - 1 }, (_, row) => path[row + 1]! - path[row]!)
  })
}
