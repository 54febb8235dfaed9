import { expect, test } from 'vitest'
import { requireNames, requireNamesInFile } from './required-names.ts'

test('a name that is not known is told with what it is most like', () => {
  expect(() => requireNames('--exclude', ['kraken', 'krakn'], ['binance', 'kraken'])).toThrow(
    '--exclude: no krakn there; nearest are kraken and binance',
  )
  expect(() => requireNames('--exclude', new Set(['kraken']), ['kraken'])).not.toThrow()
})

test('a file may say more than is needed, but not beside what it leaves out', () => {
  const known = ['okex', 'kraken']
  expect(() => requireNamesInFile('fees.json', ['okx', 'kraken'], known)).toThrow(
    'fees.json: no okx there, and nothing said of okex; nearest are okex and kraken',
  )
  expect(() => requireNamesInFile('fees.json', ['okx'], known)).toThrow('nothing said of okex;')
  expect(() => requireNamesInFile('fees.json', ['okex', 'kraken', 'gate'], known)).not.toThrow()
  expect(() => requireNamesInFile('fees.json', ['kraken'], known)).not.toThrow()
})
