import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { OrderPricing, TimeInForce } from '../src/core/orders/order.ts'
import type { Intent, LegsWish, LegWish, OrderWish } from '../src/core/strategy/intent.ts'
import { projectFolder } from './source-files.ts'

// The types are the measure: a field that is added to one and not here, or here and not there, does not compile.

type Kinded = { readonly kind: string }
type FieldsByKind<Union extends Kinded> = {
  readonly [Kind in Union['kind']]: Record<Exclude<keyof Member<Union, Kind>, 'kind'>, true>
}
type Member<Union extends Kinded, Kind> = Union extends unknown
  ? Kind extends Union['kind']
    ? Union
    : never
  : never

const intents: FieldsByKind<Intent> = {
  place: { order: true },
  cancel: { clientOrderId: true },
  amend: { clientOrderId: true, lots: true, priceTicks: true },
  'enter-legs': { wish: true },
  'stop-legs': { label: true },
  wake: { at: true, key: true },
}
const pricings: FieldsByKind<OrderPricing> = {
  market: {},
  limit: { priceTicks: true, isPostOnly: true },
  stop: { triggerTicks: true, triggeredBy: true, limitTicks: true },
}
const times: FieldsByKind<TimeInForce> = { gtc: {}, ioc: {}, fok: {}, gtd: { until: true } }
const order: Record<keyof OrderWish, true> = {
  instrument: true,
  side: true,
  lots: true,
  pricing: true,
  timeInForce: true,
  isReduceOnly: true,
  label: true,
}
const wish: Record<keyof LegsWish, true> = {
  label: true,
  legs: true,
  units: true,
  unitsAtOnce: true,
  mendsMost: true,
}
const leg: Record<keyof LegWish, true> = {
  instrument: true,
  side: true,
  lotsPerUnit: true,
  limitTicks: true,
}

const page = readFileSync(join(projectFolder, 'docs/writing-a-strategy.md'), 'utf8')

/** The cells of a table, row by row, by the first cell of its header. */
function tableOf(first: string): string[][] {
  const lines = page.split('\n')
  const from = lines.findIndex((line) => line.startsWith(`| ${first} |`))
  expect(from, first).toBeGreaterThan(0)
  const length = lines.slice(from).findIndex((line) => !line.startsWith('|'))
  return lines.slice(from + 2, from + length).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

test.each([
  ['intent', intents],
  ['`pricing.kind`', pricings],
  ['`timeInForce.kind`', times],
])('the table of %s has every kind and every field of it, with its unit', (header, fields) => {
  const told: Record<string, string[]> = {}
  let last = ''
  for (const [kind = '', field = '', unit = ''] of tableOf(header)) {
    if (kind !== '') last = kind
    told[last] ??= []
    if (field === '') continue
    told[last]!.push(field)
    expect(unit, `${last}.${field}`).not.toBe('')
  }
  const wanted = Object.entries(fields).map(([kind, of]) => [kind, Object.keys(of)])
  expect(told).toEqual(Object.fromEntries(wanted))
})

test.each([
  ['an `order`', order],
  ['a `wish`', wish],
  ['a leg', leg],
])('the table of %s has every field, with its unit', (header, fields) => {
  const rows = tableOf(header)
  expect(rows.map(([field]) => field)).toEqual(Object.keys(fields))
  for (const [field, unit] of rows) expect(unit, field).not.toBe('')
})
