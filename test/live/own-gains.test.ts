import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lotsOf } from '../../src/core/price.ts'
import { served } from '../exchange/served.ts'
import { servedRun, type Decide } from './served-run.ts'

/** Buys at the market and sells again. */
function thereAndBack(): Decide {
  let asked = 0
  return (desk, event) => {
    const isFilled =
      event.kind === 'order' && event.answer.kind === 'filled' && event.answer.leavesLots === 0
    if (isFilled && event.order.request.side === 'sell') return 'over'
    if (Number.isNaN(desk.midTicks(0)) || asked > (desk.position(0) > 0 ? 1 : 0)) return []
    if (asked === 1 && desk.orders().length > 0) return []
    const side = asked++ === 0 ? 'buy' : 'sell'
    const lots = lotsOf(0.05, desk.instruments[0]!.lotSize)
    const pricing = { kind: 'market' } as const
    return [{ kind: 'place', order: { instrument: 0, side, lots, pricing, isReduceOnly: false } }]
  }
}

test('each run on a journal tells its own gain, which is what its equity has changed by', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'isobar-own-gains-'))
  const exchange = await served(['bybit'])
  onTestFinished(async () => {
    await exchange.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const at = { address: exchange.address, folder, instruments: ['bybit:BTC-USDT:linear'] }
  let before: number | undefined
  for (let run = 0; run < 3; run++) {
    const { result } = await servedRun(at, thereAndBack())
    before ??= result.reporting.capital
    const gain = result.equity - before
    expect(result.pnl.total).toBeCloseTo(gain, 6)
    expect(gain).toBeLessThan(0)
    expect(result.instruments[0]).toMatchObject({ position: 0 })
    expect(result.strategies[0]!.pnl).toEqual(result.pnl)
    expect(result.conclusion).toContain(`Lost ${(-gain).toFixed(2)} `)
    before = result.equity
  }
})
