import { expect, test } from 'vitest'
import { IsobarError } from '../core/errors.ts'
import { DataError, worldFileError } from './data-error.ts'

test('the message names file, line, column, what was expected and what came', () => {
  const error = new DataError({
    file: 'a.csv',
    row: 10,
    column: 'close',
    expected: 'a number',
    came: 'abc',
  })
  expect(error.message).toBe('a.csv:10, column close: expected a number, got abc')
  expect(error.code).toBe('data')
  expect(error.name).toBe('DataError')
  expect(error.context).toEqual({
    file: 'a.csv',
    row: 10,
    column: 'close',
    expected: 'a number',
    came: 'abc',
  })
})

test('without row and column the message names the file alone and the cause is kept', () => {
  const cause = new Error('inner')
  const error = new DataError({ file: 'a.gz', expected: 'gzip', came: 'a torn end', cause })
  expect(error.message).toBe('a.gz: expected gzip, got a torn end')
  expect(error.cause).toBe(cause)
  expect(error.context).toEqual({ file: 'a.gz', expected: 'gzip', came: 'a torn end' })
})

test('line breaks and very long cells do not leave the one line', () => {
  const error = new DataError({
    file: 'a.csv',
    expected: 'a number',
    came: `x\ny${'z'.repeat(999)}`,
  })
  expect(error.message).not.toContain('\n')
  expect(error.message.length).toBeLessThan(500)
})

test('a missing file is named as missing', () => {
  const cause = Object.assign(new Error('ENOENT: ...'), { code: 'ENOENT' })
  const error = worldFileError('gone.csv', cause)
  expect(error).toBeInstanceOf(IsobarError)
  expect(error.message).toBe('cannot read gone.csv: no such file')
  expect(error.code).toBe('world')
  expect(error.cause).toBe(cause)
})

test.each([
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EIO', 'i/o error, read'],
])('what the system calls %s is said in words', (code, said) => {
  const cause = Object.assign(new Error('i/o error,\nread'), { code })
  expect(worldFileError('a.csv', cause).message).toBe(`cannot read a.csv: ${said}`)
})
