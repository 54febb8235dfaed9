import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../core/errors.ts'
import { readRun, saveRun, sha256OfFile, type Run } from './run-folder.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-run-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run: Run = {
  format: 1,
  command: 'pairs backtest',
  version: '0.1.0',
  seed: null,
  inputs: [{ file: 'a.csv', sha256: 'ab' }],
  parameters: { entry: 2, log: true },
  result: { kind: 'pairs-backtest' },
}

test('a run comes back from its folder and from its file', async () => {
  const place = join(folder, 'new', 'deeper')
  await saveRun(place, run)
  expect(await readRun(place)).toEqual(run)
  expect(await readRun(join(place, 'run.json'))).toEqual(run)
  expect(readdirSync(place)).toEqual(['run.json'])
})

test('saving again replaces the run', async () => {
  await saveRun(folder, run)
  await saveRun(folder, { ...run, seed: 7 })
  expect((await readRun(folder)).seed).toBe(7)
  expect(readdirSync(folder)).toEqual(['run.json'])
})

test('nothing is written into a folder that holds bars', async () => {
  writeFileSync(join(folder, 'BTC-USDT-1h.csv.gz'), '')
  await expect(saveRun(folder, run)).rejects.toThrow(UsageError)
  expect(readdirSync(folder)).toEqual(['BTC-USDT-1h.csv.gz'])
})

function ofInputs(...files: readonly string[]): Run {
  return { ...run, inputs: files.map((file) => ({ file, sha256: 'ab' })) }
}

test('nothing is written beside what the run has read, nor into the root above its venues', async () => {
  const root = join(folder, 'data')
  const venue = join(root, 'kraken')
  mkdirSync(venue, { recursive: true })
  const bars = join(venue, 'BTC-USD-1h.csv')
  const plain = join(folder, 'prices.csv')
  for (const file of [bars, plain]) writeFileSync(file, '')
  symlinkSync(venue, join(folder, 'link'))
  const before = readdirSync(folder, { recursive: true })
  for (const place of [venue, root, join(folder, 'link')])
    await expect(saveRun(place, ofInputs(bars)), place).rejects.toThrow('are only read')
  await expect(saveRun(folder, ofInputs(relative('.', plain)))).rejects.toThrow('are only read')
  expect(readdirSync(folder, { recursive: true })).toEqual(before)
  // A folder of its own is fine, wherever it lies, and so is one that holds what the run wrote itself.
  await saveRun(join(folder, 'run'), ofInputs(bars, plain))
  writeFileSync(join(folder, 'run', 'predictions.csv'), '')
  await saveRun(join(folder, 'run'), ofInputs(bars, plain))
})

test('a folder that cannot be made is the world failing', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(saveRun(join(folder, 'file'), run)).rejects.toMatchObject({
    code: 'world',
    message: expect.stringContaining('cannot write'),
  })
})

test('a run that is not there is named', async () => {
  await expect(readRun(folder)).rejects.toMatchObject({
    code: 'world',
    message: `cannot read ${join(folder, 'run.json')}: no such file`,
  })
  writeFileSync(join(folder, 'file'), '')
  for (const path of ['gone', join('file', 'inside')])
    await expect(readRun(join(folder, path))).rejects.toMatchObject({
      code: 'world',
      message: expect.stringContaining(`cannot read ${join(folder, path)}`),
    })
})

test.each([
  ['text', '{', 'text that is not JSON'],
  ['a list', '[]', 'expected a saved run, got object'],
  ['another format', '{"format":2}', 'expected a saved run of format 1, got format 2'],
  ['no format', '{}', 'got format undefined'],
  [
    'no command',
    JSON.stringify({ ...run, command: undefined }),
    'column command: expected text, got nothing',
  ],
  [
    'a seed in words',
    JSON.stringify({ ...run, seed: 'one' }),
    'expected a number or null, got "one"',
  ],
  [
    'a bare input',
    JSON.stringify({ ...run, inputs: ['a.csv'] }),
    'expected a list of file and sha256',
  ],
  [
    'a result without its kind',
    JSON.stringify({ ...run, result: {} }),
    'expected a record with its kind',
  ],
])('a file with %s is a fault of the data', async (_, text, said) => {
  writeFileSync(join(folder, 'run.json'), text)
  await expect(readRun(folder)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining(said),
  })
})

test("a file's hash is that of its bytes", async () => {
  const path = join(folder, 'abc')
  writeFileSync(path, 'abc')
  // FIPS 180-2, appendix B.1
  expect(await sha256OfFile(path)).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
  await expect(sha256OfFile(join(folder, 'gone'))).rejects.toMatchObject({ code: 'world' })
})
