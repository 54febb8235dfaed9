import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { journalStatus } from '../../src/app/live/journal-report.ts'
import { lookAtJournal, openJournal, type OpenJournal } from '../../src/app/live/open-journal.ts'
import { atomsOf } from '../../src/core/currency.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { OrderRequest } from '../../src/core/orders/order.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { runCommand } from '../run-command.ts'

// What a trader is told of money: `trade status` of a journal with fills, funding and a stop.

let root: string
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'isobar-money-told-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const perpetual: Instrument = {
  name: 'BTC-USDT',
  venue: 'okx',
  base: 'BTC',
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: 3 },
}
const spot: Instrument = {
  ...perpetual,
  venue: 'kraken',
  name: 'BTC-USD',
  quote: 'USD',
  class: 'spot',
}
const time = (Date.parse('2026-03-01T10:50:27Z') * 1_000) as Instant

function order(
  journal: OpenJournal,
  of: Partial<OrderRequest> & Pick<OrderRequest, 'clientOrderId'>,
) {
  const plain = {
    instrument: 0,
    side: 'buy',
    lots: 2_000 as Lots,
    pricing: { kind: 'market' },
    timeInForce: { kind: 'gtc' },
    isReduceOnly: false,
  } as const
  const shared = { strategy: 0, label: null, arrivalMid: null, isOfLegs: false }
  const request: OrderRequest = { ...plain, ...of }
  const { clientOrderId } = of
  const wireId = `w${clientOrderId}`
  journal.append({ time, kind: 'intent', wireId, ...shared, order: request })
  journal.append({ time, kind: 'sent', clientOrderId })
  return request
}

function filled(
  journal: OpenJournal,
  of: Parameters<typeof order>[1],
  fill: { readonly price: number; readonly fee: number; readonly feeCurrency: string },
) {
  const { clientOrderId, instrument, lots } = order(journal, of)
  const times = { exchangeTime: time, localTime: time }
  const answer = { kind: 'filled', clientOrderId, instrument, ...times } as const
  journal.append({
    time,
    kind: 'answer',
    event: {
      ...answer,
      tradeId: `t${clientOrderId}`,
      lots,
      priceTicks: (fill.price * 10) as PriceTicks,
      liquidity: 'taker',
      feeAtoms: atomsOf(fill.fee),
      feeCurrency: fill.feeCurrency,
      leavesLots: 0 as Lots,
    },
  })
}

async function traded(folder: string): Promise<void> {
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', [perpetual, spot], time)
  filled(journal, { clientOrderId: 1 }, { price: 100, fee: 0.2, feeCurrency: 'USDT' })
  const half = { clientOrderId: 2, side: 'sell', lots: 1_000 as Lots } as const
  filled(journal, half, { price: 110, fee: 0.1, feeCurrency: 'USDT' })
  const times = { exchangeTime: time, localTime: time, instrument: 0 }
  const funding = { atoms: atomsOf(-0.25), currency: 'USDT', fundingRate: 0.0001, price: 105 }
  journal.append({ time, kind: 'account', event: { ...times, kind: 'funding', ...funding } })
  const coins = { clientOrderId: 3, instrument: 1, lots: 1_000 as Lots }
  filled(journal, coins, { price: 101, fee: 0.001, feeCurrency: 'BTC' })
  const pricing = { kind: 'stop', triggerTicks: 950 as PriceTicks, triggeredBy: 'mark' } as const
  order(journal, { ...half, clientOrderId: 4, pricing, isReduceOnly: true })
  await journal.close()
  writeFileSync(
    join(folder, 'status.json'),
    JSON.stringify({
      time: Date.parse('2026-03-01T10:51:02Z'),
      instruments: [
        { venue: 'okx', instrument: 'BTC-USDT', class: 'linear', trust: 1, mid: 120, halts: [] },
        { venue: 'kraken', instrument: 'BTC-USD', class: 'spot', trust: 1, mid: 102, halts: [] },
      ],
      reporting: { currency: 'USD', rates: { USDT: 0.5, USD: 1 } },
    }),
  )
}

test('status tells entries, gains, fees and funding, in each quote currency and in one, and of which instant the marks are', async () => {
  const folder = join(root, 'journal')
  await traded(folder)
  const told = runCommand(['trade', 'status', '--journal', folder], root)
  const lines = told.stdout.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '))
  expect([told.exitCode, told.stderr]).toEqual([0, ''])
  expect(lines.slice(0, 6)).toEqual([
    'instrument | fills | position | entry | mark | realised | unrealised | fees | funding | total | in',
    'okx:BTC-USDT:linear | 2 | 1 | 100 | 120 | 10.00 | 20.00 | -0.30 | -0.25 | 29.45 | USDT',
    'kraken:BTC-USD | 1 | 1 | 101 | 102 | 0.00 | 1.00 | -0.10 | 0.00 | 0.90 | USD',
    'all | 10.00 | 20.00 | -0.30 | -0.25 | 29.45 | USDT',
    'all | 0.00 | 1.00 | -0.10 | 0.00 | 0.90 | USD',
    'counted in one | 5.00 | 11.00 | -0.25 | -0.13 | 15.62 | USD',
  ])
  expect(told.stdout).toContain(
    'marks are mids of 2026-03-01 10:51:02 UTC; fees as charged: 0.3 USDT, 0.001 BTC\nin USD: USDT 0.5\n',
  )
  expect(told.stdout).toMatch(
    /w4 +okx:BTC-USDT +sell +1 +0 +stop: market at mark 95 or below, only reduces +sent/,
  )
  expect(told.stdout).toContain('4 orders decided on, 4 sent, 3 fills in 1 run;')
})

test('the document has the same, and the log the trigger of a stop', async () => {
  const folder = join(root, 'document')
  await traded(folder)
  const status = JSON.parse(
    runCommand(['trade', 'status', '--journal', folder, '--json'], root).stdout,
  ) as ReturnType<typeof journalStatus>
  const gain = { realised: 10, unrealised: 20, funding: -0.25 }
  expect(status.positions[0]).toMatchObject({
    averageEntry: 100,
    mark: 120,
    quote: 'USDT',
    pnl: gain,
  })
  expect(status.pnl.quotes.map(({ currency, rate }) => [currency, rate])).toEqual([
    ['USDT', 0.5],
    ['USD', 1],
  ])
  expect(status.pnl.reporting!.total).toBeCloseTo(15.623, 9)
  const stop = { type: 'stop', price: null, trigger: 95, triggeredBy: 'mark', reduceOnly: true }
  expect(status.openOrders).toMatchObject([{ clientOrderId: 'w4', side: 'sell', ...stop }])
  const log = runCommand(['trade', 'log', '--journal', folder, '--json'], root).stdout
  expect((JSON.parse(log) as object[]).at(-2)).toMatchObject({ kind: 'intent', ...stop })
})

test('without marks what is open is not valued, and what was realised is told all the same', async () => {
  const folder = join(root, 'unmarked')
  await traded(folder)
  const { pnl, positions } = journalStatus((await lookAtJournal(folder)).state, false)
  expect(positions[0]!.pnl).toMatchObject({ realised: 10, unrealised: null, total: null })
  expect(pnl).toMatchObject({
    marksTime: null,
    reporting: null,
    feesPaid: { USDT: 0.3, BTC: 0.001 },
  })
  expect(pnl.unmarked).toEqual(['okx:BTC-USDT', 'kraken:BTC-USD'])
})
