import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { ArbitrageScanResult } from '../src/research/arbitrage/scan-result.ts'
import { writePlantedTape } from './arbitrage/planted-tape.ts'
import { runCommand } from './run-command.ts'
import { runIsobar } from './run-isobar.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-arb-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const home = join(folder, 'home')

function scanned(...args: readonly string[]): ArbitrageScanResult {
  const ran = runCommand(['arb', 'scan', ...args, '--json'], home)
  expect(ran.exitCode, ran.stderr).toBe(0)
  return JSON.parse(ran.stdout) as ArbitrageScanResult
}

test('what was planted in files of four venues is found, and nothing else', () => {
  const tape = join(folder, 'tape')
  const { fees, planted } = writePlantedTape(tape)
  const { opportunities, venues, events, summary, best } = scanned(
    tape,
    '--fees',
    fees,
    '--latency-ms',
    '0',
  )
  expect(venues.toSorted()).toEqual(['alpha', 'beta', 'binance-futures', 'delta', 'gamma'])
  expect(events).toBe(11 + 8 + 4 + 2 + 24)
  expect(
    opportunities.map(({ buyVenue, sellVenue, startTime, endTime, quantity }) => ({
      buyVenue,
      sellVenue,
      startTime,
      endTime,
      quantity,
    })),
  ).toEqual(planted.map((each) => ({ ...each, profitQuote: undefined })))
  for (const [at, each] of opportunities.entries()) {
    // Decimals of the expected profit are rounded once each.
    expect(each.profitQuote).toBeCloseTo(planted[at]!.profitQuote, 12)
    expect(each.captured).toEqual({
      buyQuantity: each.quantity,
      sellQuantity: each.quantity,
      profitQuote: each.profitQuote,
    })
  }
  const faults = summary.faults.map((fault) => [
    fault.kind,
    'venue' in fault ? fault.venue : fault.base,
  ])
  expect(faults).toContainEqual(['crossed', 'delta'])
  expect(faults).toContainEqual(['stale', 'beta'])
  expect(faults).toContainEqual(['multiplier', 'PEPE'])
  expect(faults).toContainEqual(['different-assets', 'LUNA'])
  expect(summary.count).toBe(3)
  // The books are those of the opening with most profit, which they give again.
  const most = opportunities.toSorted((a, b) => b.profitQuote! - a.profitQuote!)[0]!
  expect(best).toMatchObject({
    time: most.startTime,
    base: most.base,
    profitQuote: most.profitQuote,
    buy: { venue: most.buyVenue },
    sell: { venue: most.sellVenue },
  })
  const bookOf = (venue: string) => best!.books.find((book) => book.venue === venue)!
  const [ask, bid] = [bookOf(most.buyVenue).asks[0]![0], bookOf(most.sellVenue).bids[0]![0]]
  const [buyFee, sellFee] = [most.buyVenue, most.sellVenue].map(
    (venue) => bookOf(venue).takerFeeBps / 1e4,
  ) as [number, number]
  const edge = ((bid * (1 - sellFee) - ask * (1 + buyFee)) / ask) * 1e4
  expect(edge).toBeCloseTo(best!.touchBps, 9)
})

test('a scan tells spot and perpetuals apart, and what is best first', () => {
  const tape = join(folder, 'told')
  const { fees } = writePlantedTape(tape)
  const args = [tape, '--fees', fees, '--quote-map', 'USD=USDT', '--basis', '--stale-ms', '0']
  const { stdout } = runCommand(['arb', 'scan', ...args, '--cycles', '0'], home)
  const [head, ...rest] = stdout.slice(0, stdout.indexOf('\n\n')).split('\n')
  expect(head).toMatch(/^asset +class +buy at +sell at +times +seconds +best bps +best profit/)
  const cells = rest.map((line) => line.trim().split(/ {2,}/))
  expect(new Set(cells.map(([, kind]) => kind))).toEqual(new Set(['spot', 'basis']))
  const profits = cells.map((row) => Number(row[7]!.replaceAll(',', '')))
  expect(profits.length).toBeGreaterThan(1)
  expect(profits).toEqual(profits.toSorted((a, b) => b - a))
  expect(stdout).toMatch(/^crossed +delta:\w+ spot/m)
})

test('a quote currency is compared once it is told what it is worth, and a perpetual as basis', () => {
  const tape = join(folder, 'mapped')
  const { fees } = writePlantedTape(tape)
  const mapped = scanned(
    tape,
    '--fees',
    fees,
    '--quote-map',
    'USD=USDT',
    '--basis',
    '--stale-ms',
    '0',
  )
  expect(mapped.summary.notes.join()).not.toContain('not compared')
  const unmapped = scanned(tape, '--fees', fees)
  expect(unmapped.summary.notes).toContain(
    'BTC in USD and in USDT is not compared: --quote-map USDT=USD:RATE',
  )
  const cheap = mapped.opportunities.filter(({ buySymbol }) => buySymbol === 'BTCUSD')
  expect(cheap.length).toBeGreaterThan(0)
  expect(cheap.every(({ quote, buyVenue }) => quote === 'USDT' && buyVenue === 'alpha')).toBe(true)
  const basis = mapped.opportunities.filter(({ kind }) => kind === 'basis')
  expect(basis.length).toBeGreaterThan(0)
  expect(basis.every(({ sellVenue }) => sellVenue === 'binance-futures')).toBe(true)
  const discounted = scanned(tape, '--fees', fees, '--quote-map', 'USD=USDT:1.05')
  expect(discounted.opportunities.some(({ buySymbol }) => buySymbol === 'BTCUSD')).toBe(false)
})

test('fees that are no fees, files that are not there and options that make no sense are told by their codes', () => {
  const fees = join(folder, 'wrong.json')
  writeFileSync(fees, JSON.stringify({ alpha: { takerFeeBps: 'many' } }))
  const tape = join(folder, 'tape')
  expect(runCommand(['arb', 'scan', tape, '--fees', fees, '--json'], home)).toMatchObject({
    exitCode: 3,
    stdout: expect.stringContaining('alpha.takerFeeBps') as string,
  })
  writeFileSync(fees, JSON.stringify({ alpha: { takerFeeBps: 20_000 } }))
  expect(runCommand(['arb', 'scan', tape, '--fees', fees], home)).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining(
      'expected basis points above -10,000 and below 10,000',
    ) as string,
  })
  expect(runIsobar(['arb', 'scan', join(folder, 'nowhere')], home).exitCode).toBe(1)
  expect(runCommand(['arb', 'scan', tape, '--quote-map', 'USDT'], home).exitCode).toBe(2)
})

test('a misspelt name and a fee that nobody tells end with 2, for money would follow from them', () => {
  const tape = join(folder, 'named')
  const { fees } = writePlantedTape(tape)
  const okx = join(folder, 'okx.json')
  writeFileSync(okx, JSON.stringify({ alhpa: { takerFeeBps: 1 }, beta: { takerFeeBps: 1 } }))
  const wrong: [string[], string][] = [
    [['--fees', fees, '--class', 'alhpa=linear'], '--class: no alhpa there; nearest are alpha'],
    [['--fees', fees, '--latency-ms', 'btea=3'], '--latency-ms: no btea there; nearest are beta'],
    [['--fees', fees, '--bases', 'BTC,PEEP'], '--bases: no PEEP there; nearest are PEPE'],
    [['--taker-fee-bps', '20000'], 'expected basis points above -10,000 and below 10,000'],
    [['--fees', okx, '--taker-fee-bps', '1'], `no alhpa there, and nothing said of`],
    [[], 'the taker fee of alpha:BTCUSDT is not told; give --taker-fee-bps, or --fees FILE'],
  ]
  for (const [options, words] of wrong) {
    const ran = runCommand(['arb', 'scan', tape, ...options], home)
    expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(words)])
  }
})
