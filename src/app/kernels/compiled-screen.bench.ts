import { bench, describe } from 'vitest'
import { engleGranger } from '../../econometrics/cointegration/engle-granger.ts'
import { allTiles, blockCount, type ScreenKernel } from '../../math/kernels/screen-kernel.ts'
import { screenTwin } from '../../math/kernels/screen-twin.ts'
import { Random } from '../../math/random.ts'
import { compiledScreenKernel, loadScreenModule } from './compiled-screen.ts'

describe('24 series of a quarter of hours (2,160 rows, 0 to 26 lags), every pair both ways', () => {
  const random = new Random(1)
  const columns = Array.from({ length: 24 }, () => {
    let level = 0
    return Float64Array.from({ length: 2160 }, () => (level += random.normal()))
  })
  const screen = (kernel: ScreenKernel): (() => void) => {
    const session = kernel.open({
      rows: 2160,
      seriesCount: 24,
      mean: 'removed',
      criterion: 'aic',
      maxLags: 26,
      ranks: 'untested',
    })
    return () => {
      columns.forEach((column, k) => session.levels[k]!.set(column))
      session.prepare({ from: 0, to: blockCount(24) })
      session.testPairs(allTiles(24))
    }
  }
  bench('compiled', screen(compiledScreenKernel(loadScreenModule())))
  bench('TypeScript twin', screen(screenTwin))
  bench('one pair after the other', () => {
    for (const y of columns) for (const x of columns) if (x !== y) engleGranger(y, [x])
  })
})
