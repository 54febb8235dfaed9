import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commonListing, listingOf, recordedInstrument, unknownRules } from './listing.ts'
import { openRecording } from './open-recording.ts'
import { RecordingWriter } from './recording-writer.ts'
import { fixtureLevels } from '../../../test/recording-fixture.ts'

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-contract-size-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const plain = {
  instrument: {
    name: 'BTC-USD',
    venue: 'okx',
    base: 'BTC',
    quote: 'USD',
    class: 'inverse',
    tickSize: { units: 1, decimals: 1 },
    lotSize: { units: 1, decimals: 0 },
  },
  symbol: 'BTC-USD-SWAP',
  stepsInferred: false,
  rules: unknownRules,
} as const
const hundred = { units: 100, decimals: 0 }
const sized = { ...plain, instrument: { ...plain.instrument, contractSize: hundred } }

test('a recording keeps what a contract is', async () => {
  const writer = await RecordingWriter.create(join(root, 'a'))
  await writer.append(fixtureLevels(3, 1_000), { listingAt: () => sized, clock: 'receive' })
  const manifest = await writer.finish('0', [])
  expect(manifest.instruments[0]).toMatchObject({ contractSize: '100' })
  const { listings } = await openRecording(join(root, 'a'))
  expect(listings).toEqual([sized])
})

test('of recordings without one nothing is supposed, and a size that is none is refused', () => {
  const recorded = recordedInstrument(plain)
  expect(recorded).not.toHaveProperty('contractSize')
  expect(listingOf(recorded)).toEqual(plain)
  expect(listingOf({ ...recorded, contractSize: '0' })).toBeUndefined()
  expect(listingOf({ ...recorded, contractSize: 100 as unknown as string })).toBeUndefined()
})

test('what one of two recordings of an instrument knows of its contract, both know', () => {
  expect(commonListing(sized, plain).instrument.contractSize).toEqual(hundred)
  expect(commonListing(plain, sized).instrument.contractSize).toEqual(hundred)
})
