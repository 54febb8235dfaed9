import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ColumnTable } from './column-table.ts'
import { parseCsv } from './csv.ts'
import { DataError } from './data-error.ts'

function parse(
  text: string,
  required: readonly string[],
  optional?: readonly string[],
): ColumnTable {
  return parseCsv('a.csv', Buffer.from(text), {
    required,
    ...(optional === undefined ? {} : { optional }),
  })
}

function columnOf(text: string, column = 'x'): number[] {
  return [...parse(text, [column]).columns.get(column)!]
}

function sparseColumnOf(text: string): number[] {
  const { columns } = parseCsv('a.csv', Buffer.from(text), { required: ['x'], sparse: ['m'] })
  return [...(columns.get('m') ?? [])]
}

function faultOf(text: string, required: readonly string[] = ['x']): DataError {
  try {
    parse(text, required)
  } catch (error) {
    if (error instanceof DataError) return error
    throw error
  }
  throw new Error('no fault')
}

test('columns stand in any order and others are ignored', () => {
  const { rows, columns } = parse('note,y,x\na,1,2\n,3,4\n', ['x', 'y'])
  expect(rows).toBe(2)
  expect([...columns.get('x')!]).toEqual([2, 4])
  expect([...columns.get('y')!]).toEqual([1, 3])
  expect(columns.has('note')).toBe(false)
})

test('an optional column is there or absent', () => {
  expect(parse('x\n1\n', ['x'], ['y']).columns.has('y')).toBe(false)
  expect([...parse('x,y\n1,2\n', ['x'], ['y']).columns.get('y')!]).toEqual([2])
})

test.each([
  ['LF', 'x,y\n1,2\n3,4\n'],
  ['CRLF', 'x,y\r\n1,2\r\n3,4\r\n'],
  ['no line end after the last row', 'x,y\n1,2\n3,4'],
  ['CRLF, none after the last row', 'x,y\r\n1,2\r\n3,4'],
  ['empty lines at the end', 'x,y\n1,2\n3,4\n\n\r\n'],
  ['a byte order mark', '\uFEFFx,y\n1,2\n3,4\n'],
  ['quoted cells', '"x","y"\n"1",2\n"3","4"\n'],
  ['blanks around cells', ' x, y\n 1,2 \n3 , 4\n'],
  ['commas and quotes within quotes', 'x,"a ""b"", c",y\n1,"u,""v",2\n3,"",4\n'],
])('reads a file with %s', (_, text) => {
  expect(columnOf(text, 'x')).toEqual([1, 3])
  expect(columnOf(text, 'y')).toEqual([2, 4])
})

test('a header alone is no rows', () => {
  for (const text of ['x', 'x\n', 'x\r\n', '\uFEFFx\n\n']) expect(columnOf(text)).toEqual([])
})

test('numbers are written in every decimal form', () => {
  const cells = ['+1', '-0', '.5', '5.', '1e3', '-2.5E-3', '0.1', '12345678901234567890', '1e-400']
  expect(columnOf(`x\n${cells.join('\n')}\n`)).toEqual(cells.map(Number))
})

test.each([
  ['NaN', 'NaN'],
  ['text', 'abc'],
  ['infinity', 'inf'],
  ['a word for infinity', 'Infinity'],
  ['more than a double holds', '1e999'],
  ['hexadecimal', '0x10'],
  ['two points', '1.2.3'],
  ['a sign alone', '-'],
  ['a point alone', '.'],
  ['a thousands separator', '"1,000"'],
])('%s in a wanted cell is a fault with its place', (_, cell) => {
  const { message, context } = faultOf(`y,x\n1,1\n1,${cell}\n1,1\n`)
  expect(context).toMatchObject({ file: 'a.csv', row: 3, column: 'x' })
  expect(message).toBe(
    `a.csv:3, column x: expected a finite number, got ${cell.replaceAll('"', '')}`,
  )
})

test('an empty cell is called empty', () => {
  for (const text of ['x,y\n1,1\n,1\n', 'y,x\n1,1\n1,\n', 'y,x\n1,1\n1,""', 'x\n1\n\n2\n'])
    expect(faultOf(text).message).toBe(
      'a.csv:3, column x: expected a finite number, got an empty cell',
    )
})

test('an empty cell of a sparse column is a missing value, and nothing else is', () => {
  expect(sparseColumnOf('x,m\n1,\n2,3\n4, \n')).toEqual([NaN, 3, NaN])
  expect(sparseColumnOf('x\n1\n')).toEqual([])
  expect(() => sparseColumnOf('x,m\n1,NaN\n')).toThrow('a.csv:2, column m')
  expect(() => sparseColumnOf('x,m\n,1\n')).toThrow('a.csv:2, column x')
})

test.each([
  ['short', 'x,y,z\n1,2,3\n1,2\n', 'a.csv:3, column z: expected 3 cells, got 2'],
  ['short by two', 'x,y,z\n1,2,3\n1\n', 'a.csv:3, column y: expected 3 cells, got 1'],
  [
    'short and ending in an empty cell',
    'x,y,z\n1,2,3\n,\n',
    'a.csv:3, column z: expected 3 cells, got 2',
  ],
  ['long', 'x,y,z\n1,2,3\n1,2,3,4,5\n', 'a.csv:3, column z: expected 3 cells, got 5'],
  ['empty', 'x,y,z\n1,2,3\n\n1,2,3\n', 'a.csv:3, column x: expected 3 cells, got an empty line'],
])('a %s row is a fault with its line and the column where it goes wrong', (_, text, said) => {
  expect(faultOf(text, ['y']).message).toBe(said)
  expect(faultOf(text, ['y', 'z']).message).toBe(said)
})

test('a missing column is a fault that lists those there are', () => {
  const { message } = faultOf('time,price\n1,2\n', ['close'])
  expect(message).toBe(
    'a.csv:1, column close: expected one column called close, got columns time, price',
  )
})

test('a column twice, a torn quote and an empty file are faults', () => {
  expect(faultOf('x,x\n1,2\n').message).toContain('2 of them')
  expect(faultOf('x,y\n1,"2\n3",4\n').message).toContain('a.csv:2, column y')
  expect(faultOf('"x\n1\n').message).toContain('a.csv:1')
  expect(faultOf('').message).toContain('an empty file')
})

// The slow twin: what one would write without caring for speed.
function twin(text: string): number[][] {
  const [header, ...rows] = text.trimEnd().split(/\r?\n/)
  return header!.split(',').map((_, k) => rows.map((row) => Number(row.split(',')[k])))
}

const decimalCell = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  // Around the border between the fast and the long way: 14 to 18 digits and up to 25 decimals.
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat(25), fc.constantFrom('', '-', '+'))
    .map(([mantissa, decimals, sign]) => {
      const digits = String(mantissa).padStart(decimals + 1, '0')
      const cut = digits.length - decimals
      return `${sign}${digits.slice(0, cut)}${decimals === 0 ? '' : '.'}${digits.slice(cut)}`
    }),
)

test('every cell is bit for bit what split and Number make of it', () => {
  const table = fc.tuple(
    fc.array(fc.tuple(decimalCell, decimalCell, decimalCell), { maxLength: 30 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  fc.assert(
    fc.property(table, ([rows, lineEnd, ends]) => {
      const text =
        ['x,y,z', ...rows.map((row) => row.join(','))].join(lineEnd) + (ends ? lineEnd : '')
      const { columns } = parse(text, ['z', 'x', 'y'])
      const expected = twin(text)
      for (const [k, name] of ['x', 'y', 'z'].entries()) {
        const bits = new BigInt64Array(columns.get(name)!.buffer)
        expect(bits).toEqual(new BigInt64Array(Float64Array.from(expected[k]!).buffer))
      }
    }),
    { numRuns: 500 },
  )
})

test('numbers next to 2^53 are the doubles nearest to what is written, wherever the point stands', () => {
  const near = fc.bigInt({ min: 2n ** 53n - 40n, max: 2n ** 53n + 40n })
  const written = fc
    .tuple(near, fc.nat(16), fc.bigInt({ min: 0n, max: 99n }))
    .map(([mantissa, decimals, tail]) => {
      const digits = `${mantissa}${tail}`.slice(0, 16 + Number(tail % 3n))
      return `${digits.slice(0, digits.length - decimals) || '0'}.${digits.slice(digits.length - decimals)}`
    })
  fc.assert(
    fc.property(fc.array(written, { minLength: 1, maxLength: 30 }), (cells) => {
      expect(columnOf(`x\n${cells.join('\n')}\n`)).toEqual(cells.map(Number))
    }),
    { numRuns: 500 },
  )
})

/** Whether the bytes come to a table of finite numbers or to a fault of the data. */
function isSound(bytes: Uint8Array): boolean {
  try {
    const { rows, columns } = parseCsv('a.csv', bytes, { required: ['x'] })
    const column = columns.get('x')!
    return column.length === rows && column.every(Number.isFinite)
  } catch (error) {
    return error instanceof DataError
  }
}

test('no bytes at all make it anything but a table of finite numbers or a fault of the data', () => {
  const bytes = fc.array(fc.constantFrom(...Buffer.from('x,"1.-e\r\n \uFEFF')), { maxLength: 40 })
  fc.assert(
    fc.property(fc.constantFrom('x\n', 'x,y\n', ''), bytes, (header, list) => {
      expect(isSound(Buffer.concat([Buffer.from(header), Uint8Array.from(list)]))).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
