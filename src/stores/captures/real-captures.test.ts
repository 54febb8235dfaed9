import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { needs, sharedFolder } from '../../../test/need.ts'
import { collectRows } from '../../../test/recording-fixture.ts'
import type { FeedName } from '../../wire/protocols.ts'
import { importSources } from '../recording/import-sources.ts'
import { openRecording } from '../recording/open-recording.ts'
import { captureSources } from './capture-sources.ts'

// Every capture beside the project becomes a recording, or it is said here why it does not.

const folder = join(sharedFolder, 'data/ws-capture-cryptofeed')

const kinds: Readonly<Record<string, FeedName | 'options alone' | 'no codec'>> = {
  BINANCE: 'binance-spot',
  BINANCE_DELIVERY: 'binance-coin-margined',
  BINANCE_FUTURES: 'binance-usd-margined',
  BITFINEX: 'no codec',
  BITFLYER: 'no codec',
  BITGET: 'bitget-v1-spot',
  BITSTAMP: 'bitstamp',
  BYBIT: 'bybit',
  COINBASE: 'coinbase',
  'CRYPTO.COM': 'no codec',
  DERIBIT: 'options alone',
  GATEIO: 'gateio-spot',
  KRAKEN: 'kraken-v1',
  KRAKEN_FUTURES: 'no codec',
  OKX: 'okx',
}

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-real-captures-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function importOf(name: string, feed: FeedName): ReturnType<typeof importSources> {
  const { sources } = await captureSources({
    files: [join(folder, `${name}.jsonl.gz`)],
    feed,
    told: [],
  })
  return importSources(sources, { out: join(root, name), version: '0' })
}

test('each of the captures has its line here', (context) => {
  needs('data', context)
  expect(readdirSync(folder).map((name) => name.replace('.jsonl.gz', ''))).toEqual(
    Object.keys(kinds),
  )
})

// The others are held against the feed followed in `captures.test.ts`, and imported, replayed and checked by
// `node bench/tick-sets.mjs`.
const here = ['BITSTAMP', 'GATEIO'].map((name) => [name, kinds[name]!] as const)

test.for(here)(
  '%s as raw:%s: every message is understood and no book is lost',
  async ([name, feed], context) => {
    needs('data', context)
    const { manifest, files } = await importOf(name, feed as FeedName)
    expect(files).toMatchObject([
      { malformed: 0, capture: { firstFault: null, lost: { gap: 0, checksum: 0, crossed: 0 } } },
    ])
    const { length } = await collectRows((await openRecording(join(root, name))).events())
    expect(length).toBe(manifest.events)
    expect(length).toBeGreaterThan(1_000)
  },
)

test('a capture of options alone is told to be none of spot or perpetuals', async (context) => {
  needs('data', context)
  await expect(importOf('DERIBIT', 'deribit')).rejects.toThrow(
    'expected messages of this kind about spot or perpetuals',
  )
})
