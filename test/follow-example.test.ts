import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from './source-files.ts'

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-follow-example-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A message of Binance USD-M's book, of the update `u` after the update before it. */
function depth(u: number, bids: readonly string[][]): string {
  const ids = { U: u, u, pu: u - 1 }
  return JSON.stringify({ e: 'depthUpdate', E: 1, T: 1, s: 'BTCUSDT', ...ids, b: bids, a: [] })
}

/** What the example says of messages, one a microsecond. */
function followed(...messages: string[]): string {
  const file = join(root, 'capture.txt')
  const lines = messages.map((message, k) => `17231612550000${k}0000 ${message}\n`)
  writeFileSync(file, lines.join(''))
  const example = join(projectFolder, 'examples/follow-capture.mjs')
  const { stdout, stderr } = spawnSync(process.execPath, [example, file], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout
}

const snapshot = JSON.stringify({
  lastUpdateId: 10,
  E: 1,
  T: 1,
  bids: [['100.0', '1']],
  asks: [['101.0', '1']],
})

test('the example follows a book from a snapshot over REST, and believes none after a loss', () => {
  const better = depth(11, [['100.5', '2']])
  expect(followed(depth(10, [['99', '1']]), snapshot, better)).toContain('bid 100.5, ask 101')
  expect(followed(snapshot, better, depth(13, [['99', '1']]))).toContain(
    'nothing is known of the book: gap',
  )
})

test('a message that is not understood costs the example its book', () => {
  const damaged = depth(12, [['99', '1']]).replace('"99"', '"99')
  const said = followed(snapshot, depth(11, [['100.5', '2']]), damaged)
  expect(said).toContain('1 not understood')
  expect(said).toContain('nothing is known of the book: gap')
})
