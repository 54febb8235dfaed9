import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { capturedFacts, collectedFacts, type NamedFacts } from '../../fixtures/market/real-facts.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import type { Instant } from '../../src/core/time.ts'
import { defaultMarketPlan } from '../../src/simulation/market/default-plan.ts'
import type { StylisedFacts } from '../../src/simulation/market/facts/facts-meter.ts'
import { MarketFacts } from '../../src/simulation/market/facts/measure-facts.ts'
import type { MarketPlan } from '../../src/simulation/market/market-plan.ts'
import { SyntheticMarket } from '../../src/simulation/market/synthetic-market.ts'
import { needs } from '../need.ts'
import { projectFolder } from '../source-files.ts'
import { smallPlan } from './small-plan.ts'

// The market made up by default beside the real sets, by the same code. The table of docs/results/synthetic-market.md:
//
//   ISOBAR_TABLE=rows.md npx vitest run test/market/stylised-facts.test.ts --testTimeout 0

// The whole of it, of a minute: ISOBAR_WHOLE=1 npx vitest run test/market/stylised-facts.test.ts
const isWhole = process.env['ISOBAR_WHOLE'] !== undefined

const folder = join(projectFolder, 'fixtures', 'market')

type Fact = keyof StylisedFacts

/** What is compared; `seconds`: how long one must look before it says something. */
const compared: readonly {
  readonly fact: Fact
  readonly name: string
  readonly seconds: number
}[] = [
  { fact: 'spreadBpsMedian', name: 'spread, median, bps', seconds: 60 },
  { fact: 'spreadBps90', name: 'spread, 90 %, bps', seconds: 60 },
  { fact: 'depthShare1', name: 'share of the best of ten levels', seconds: 60 },
  { fact: 'depthShare3', name: 'share of the best three of ten', seconds: 60 },
  { fact: 'sizeTail', name: 'tail exponent of trade sizes', seconds: 60 },
  { fact: 'absoluteAutocorrelation', name: 'autocorrelation of |10 s returns|', seconds: 600 },
  { fact: 'signature1', name: 'variance seen each 1 s / 1 min', seconds: 600 },
  { fact: 'signature10', name: 'variance seen each 10 s / 1 min', seconds: 600 },
  { fact: 'impactExponent', name: 'exponent of impact', seconds: 600 },
]

/** Values of a fact where they say something, ascending. */
function valuesOf(all: readonly StylisedFacts[], fact: Fact, seconds: number): Float64Array {
  const known = all.filter((each) => each.seconds >= seconds && Number.isFinite(each[fact]))
  return Float64Array.from(known, (each) => each[fact]).toSorted()
}

function middleOf(sorted: Float64Array): number {
  return sorted[Math.floor(sorted.length / 2)]!
}

function recorded(): NamedFacts[] {
  const text = readFileSync(join(folder, 'real-facts.json'), 'utf8')
  return JSON.parse(text, missingFromNull) as NamedFacts[]
}

function missingFromNull(_: string, value: unknown): unknown {
  return value === null ? NaN : value
}

/** Facts of the coins of a made-up market; stablecoins are no coins of the real sets. */
function syntheticFacts(plan: MarketPlan, seconds: number): StylisedFacts[] {
  const market = new SyntheticMarket(plan)
  const measured = new MarketFacts()
  const rows = new EventColumns()
  for (let isDone = false; !isDone;) {
    rows.empty()
    isDone = market.advance((plan.start + seconds * 1e6) as Instant, rows, 65_536)
    measured.apply(rows)
  }
  return [...measured.facts()].flatMap(([index, facts]) =>
    ['USDT', 'USDC'].includes(market.instruments.at(index).base) ? [] : [facts],
  )
}

// How far from the real ones may it be? The real sets differ among themselves by up to a thousand times, and are few:
// of 9 to 18 instruments, another as real as they would lie outside their range about once in seven times. So the middle
// of the made-up instruments has to lie within the range, where the middle of as many real ones would all but always be,
// and each of them within the range made wider by half of itself on both sides.
test.each([1])('what is made up by default lies among the real ones, seed %i', (seed) => {
  const real = recorded().map(({ facts }) => facts)
  const plan = smallPlan(seed, { venues: ['binance', 'coinbase'], bases: ['BTC', 'SOL'] })
  const made = syntheticFacts(plan, isWhole ? 1_800 : 1_200)
  const outside: string[] = []
  for (const { fact, seconds } of compared) {
    const range = valuesOf(real, fact, seconds)
    const [least, most] = [range[0]!, range.at(-1)!]
    const values = valuesOf(made, fact, seconds)
    expect(values, fact).toHaveLength(6)
    const middle = middleOf(values)
    if (middle < least || middle > most) outside.push(`${fact}: the middle, ${middle}`)
    const more = (most - least) / 2
    const astray = values.find((value) => value < least - more || value > most + more)
    if (astray !== undefined) outside.push(`${fact}: ${astray} of one`)
  }
  expect(outside).toEqual([])
})

test('a bitcoin perpetual is a tick wide where makers are tight, and venues have books of their own', () => {
  const plan = smallPlan(1, { venues: ['binance', 'coinbase'], bases: ['BTC'] })
  const listings = plan.listings.filter(
    ({ class: kind, quote }) => kind === 'linear' || quote === 'USD',
  )
  const made = syntheticFacts({ ...plan, listings }, 120)
  const [coinbase, binance] = made.toSorted((a, b) => b.spreadBpsMedian - a.spreadBpsMedian)
  // A tick of 0.1 at 60,000 is 0.0167 bps. Real ones: Binance's perpetual a tick, Hyperliquid's and StandX's a tick of their own.
  expect(binance!.spreadBpsMedian).toBeLessThan(0.018)
  expect(coinbase!.spreadBpsMedian).toBeGreaterThan(0.04)
  // Of real books the best of ten levels holds between 3 and 57 %.
  expect(binance!.depthShare1).toBeGreaterThan(2 * coinbase!.depthShare1)
})

test('the comparison finds a market that is not like the real ones', () => {
  const real = recorded().map(({ facts }) => facts)
  const plan = smallPlan(1, { venues: ['binance'], bases: ['BTC'] })
  const even = { ...plan.flow, marketSpread: 0.2, marketTail: 8 }
  const made = syntheticFacts({ ...plan, flow: even }, 600)
  expect(middleOf(valuesOf(made, 'sizeTail', 60))).toBeGreaterThan(
    valuesOf(real, 'sizeTail', 60).at(-1)!,
  )
})

test('the recorded facts are those of the real files', async (context) => {
  needs('data', context)
  const isRecording = process.env['ISOBAR_RECORD'] !== undefined
  const found = await collectedFacts(isRecording || isWhole ? undefined : ['gateio'])
  if (isRecording) record([...found, ...capturedFacts()])
  const known = recorded()
  for (const { set, instrument, facts } of found) {
    const before = known.find((each) => each.set === set && each.instrument === instrument)
    expect(before?.facts, `${set} ${instrument}`).toEqual(facts)
  }
})

function record(found: readonly NamedFacts[]): void {
  const text = `${JSON.stringify(found, undefined, 1)}\n`
  writeFileSync(join(folder, 'real-facts.json'), text)
  const entry = {
    generator: 'real-facts.ts',
    tools: { node: process.version },
    seed: 'none',
    date: new Date().toISOString().slice(0, 10),
    cases: found.length,
    sha256: createHash('sha256').update(text).digest('hex'),
  }
  const metadata = `${JSON.stringify({ 'real-facts.json': entry }, undefined, 2)}\n`
  writeFileSync(join(folder, 'metadata.json'), metadata)
}

const table = process.env['ISOBAR_TABLE']
// A table is written where a file for it is named, and nothing is missing where none is.
const tables = table === undefined ? [] : [table]

test.each(tables)('the table, into %s', { timeout: 600_000 }, (path) => {
  const real = recorded().map(({ facts }) => facts)
  const made = syntheticFacts(defaultMarketPlan(1), 3_600)
  const rows = compared.map(({ fact, name, seconds }) => {
    const cells = [real, made].flatMap((all) => {
      const values = valuesOf(all, fact, seconds)
      const shown = [values[0]!, middleOf(values), values.at(-1)!].map((each) =>
        each.toPrecision(3),
      )
      return [String(values.length), ...shown]
    })
    return `| ${[name, ...cells].join(' | ')} |`
  })
  expect(rows).toHaveLength(compared.length)
  writeFileSync(path, `${rows.join('\n')}\n`)
})
