import { DataError } from '../data-error.ts'
import type { ColumnRole, LevelRole, TickLayout, TimeRole, TimeUnit } from './tick-layout.ts'

/** How a cell is read. */
export const cellReadings = {
  pass: 0,
  venue: 1,
  symbol: 2,
  time: 3,
  decimal: 4,
  decimalOrEmpty: 5,
  id: 6,
  side: 7,
  flag: 8,
  makerFlag: 9,
  orderEvent: 10,
  value: 11,
} as const

/** Where the numbers of a row stand. */
export const numberSlots = {
  localTime: 0,
  exchangeTime: 1,
  fundingTime: 2,
  id: 3,
  sequence: 4,
  side: 5,
  isSnapshot: 6,
  orderEvent: 7,
  mark: 8,
  index: 9,
  fundingRate: 10,
  openInterest: 11,
  poolTick: 12,
} as const

export const numberSlotCount: number = Object.keys(numberSlots).length

/** Where the decimals of a row stand: price and quantity, then four for each number of numbered columns. */
export const decimalSlots = { price: 0, quantity: 1 } as const
const levelSlots = { bidPrice: 0, bidQuantity: 1, askPrice: 2, askQuantity: 3 } as const
const LEVELS_START = 2

export function levelSlot(role: LevelRole, level: number): number {
  return LEVELS_START + 4 * level + levelSlots[role]
}

/** What to do with each cell of a row, and how much room its values take. */
export interface CellPlan {
  readonly names: readonly string[]
  /** `cellReadings`, by cell. */
  readonly readings: Uint8Array
  /** Slot of the value, by cell. */
  readonly slots: Uint16Array
  /** Of times: digits from the file's unit to the microsecond; -1 where their number tells it. */
  readonly finer: Int8Array
  /** Numbered columns: how many numbers there are. */
  readonly levels: number
  readonly hasLocalTime: boolean
}

/**
 * The plan by which rows under a header are read.
 *
 * @throws DataError when a column is missing, or is there twice
 */
export function planCells(file: string, names: readonly string[], layout: TickLayout): CellPlan {
  const roles = names.map((name) => roleOf(name, layout))
  requireColumns(file, names, layout)
  const levels = Math.max(
    0,
    ...roles.map(({ role, level }) => (isTwoSided(role) ? Math.max(0, level) + 1 : 0)),
  )
  requireLevels(file, names, layout, levels)
  const cells = roles.map(({ role, level }) => readingOf(role, level))
  return {
    names,
    readings: Uint8Array.from(cells, ({ reading }) => cellReadings[reading]),
    slots: Uint16Array.from(cells, ({ slot }) => slot),
    finer: Int8Array.from(cells, ({ unit }) => finerDigits[unit ?? 'us']),
    levels,
    hasLocalTime: roles.some(({ role }) => role.startsWith('localTime')),
  }
}

/** Name of the column whose cells are put into a slot: of decimals, of times, or the side. */
export function columnOf(
  { names, readings, slots }: CellPlan,
  kind: 'decimal' | 'time' | 'side',
  slot: number,
): string | undefined {
  const wanted = readingsOf[kind]
  return names.find((_, cell) => wanted.includes(readings[cell]!) && slots[cell] === slot)
}

const readingsOf: Readonly<Record<'decimal' | 'time' | 'side', readonly number[]>> = {
  decimal: [cellReadings.decimal, cellReadings.decimalOrEmpty],
  time: [cellReadings.time],
  side: [cellReadings.side, cellReadings.makerFlag],
}

/** Does a header belong to a layout? */
export function fitsLayout(names: readonly string[], layout: TickLayout): boolean {
  return (
    missingColumn(names, layout) === undefined &&
    Object.values(layout.levels ?? {}).every((name) => names.includes(numbered(name, 0)))
  )
}

const finerDigits: Readonly<Record<TimeUnit, number>> = { s: 6, ms: 3, us: 0, auto: -1 }

interface PlacedRole {
  readonly role: ColumnRole
  /** -1 where the column is not numbered. */
  readonly level: number
}

function roleOf(name: string, { columns, levels = {} }: TickLayout): PlacedRole {
  const plain = columns[name]
  if (typeof plain === 'string') return { role: plain, level: -1 }
  if (plain !== undefined) return { role: plain[0], level: plain[1] }
  for (const [role, pattern] of Object.entries(levels)) {
    const [before, after] = pattern.split('#') as [string, string]
    const number = name.slice(before.length, name.length - after.length)
    if (/^\d{1,3}$/.test(number) && name === `${before}${number}${after}`) {
      return { role: role as LevelRole, level: Number(number) }
    }
  }
  return { role: 'ignored', level: -1 }
}

interface Reading {
  readonly reading: keyof typeof cellReadings
  readonly slot: number
  readonly unit?: TimeUnit
}

function isTwoSided(role: ColumnRole): boolean {
  return /^(bid|ask)/.test(role)
}

function readingOf(role: ColumnRole, level: number): Reading {
  if (isTimeRole(role)) {
    const [slot, unit] = role.split(' in ') as [keyof typeof numberSlots, TimeUnit]
    return { reading: 'time', slot: numberSlots[slot], unit }
  }
  switch (role) {
    case 'venue':
    case 'symbol':
      return { reading: role, slot: 0 }
    case 'price':
    case 'quantity':
      return { reading: 'decimal', slot: decimalSlots[role] }
    case 'bidPrice':
    case 'bidQuantity':
    case 'askPrice':
    case 'askQuantity':
      // A book of fewer levels, a quote of one side: the cells are empty.
      return { reading: 'decimalOrEmpty', slot: levelSlot(role, Math.max(0, level)) }
    case 'side':
      return { reading: 'side', slot: numberSlots.side }
    case 'buyerIsMaker':
      return { reading: 'makerFlag', slot: numberSlots.side }
    case 'isSnapshot':
      return { reading: 'flag', slot: numberSlots.isSnapshot }
    case 'orderEvent':
      return { reading: 'orderEvent', slot: numberSlots.orderEvent }
    case 'id':
    case 'sequence':
      return { reading: 'id', slot: numberSlots[role] }
    case 'mark':
    case 'index':
    case 'fundingRate':
    case 'openInterest':
    case 'poolTick':
      return { reading: 'value', slot: numberSlots[role] }
    case 'ignored':
      return { reading: 'pass', slot: 0 }
  }
}

function isTimeRole(role: ColumnRole): role is TimeRole {
  return role.includes(' in ')
}

function missingColumn(
  names: readonly string[],
  { columns, optional = [] }: TickLayout,
): string | undefined {
  return Object.keys(columns).find((name) => !names.includes(name) && !optional.includes(name))
}

function requireColumns(file: string, names: readonly string[], layout: TickLayout): void {
  const missing = missingColumn(names, layout)
  const twin = names.find(
    (name, k) => roleOf(name, layout).role !== 'ignored' && names.indexOf(name) !== k,
  )
  const column = missing ?? twin
  if (column === undefined) return
  throw new DataError({
    file,
    row: 1,
    column,
    expected: `one column called ${column} (${layout.name})`,
    came: missing === undefined ? 'two of them' : `columns ${names.join(', ')}`,
  })
}

/** Numbered columns count from 0 without a hole, on both sides alike. */
function requireLevels(
  file: string,
  names: readonly string[],
  layout: TickLayout,
  levels: number,
): void {
  for (const pattern of Object.values(layout.levels ?? {})) {
    for (let level = 0; level < levels; level++) {
      const column = numbered(pattern, level)
      if (names.includes(column)) continue
      const expected = `one column called ${column} (${layout.name})`
      throw new DataError({ file, row: 1, column, expected, came: `columns ${names.join(', ')}` })
    }
  }
}

function numbered(pattern: string, level: number): string {
  return pattern.replace('#', String(level))
}
