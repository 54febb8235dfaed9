import { expect, test } from 'vitest'
import type { RecordedStream } from '../../stores/recording/recording-format.ts'
import { byStream, recordingLines } from './data-recording.ts'

const stream = (more: Partial<RecordedStream>): RecordedStream =>
  ({
    venue: 'binance',
    class: 'spot',
    instrument: 'BTC-USDT',
    channel: 'trades',
    events: 5,
    messages: 4,
    from: 0,
    to: 60_000,
    ...more,
  }) as RecordedStream

test('of a spot market and a perpetual of one name each is told with its class, spot behind', () => {
  const streams = [stream({}), stream({ class: 'linear' }), stream({ channel: 'book' })]
  const manifest = { streams, events: 15, instruments: [{}, {}], open: false }
  const recording = { manifest, segments: [], listings: [] }
  const described = { folder: 'made-up', recording, streams: undefined }
  const lines = recordingLines(described as unknown as Parameters<typeof recordingLines>[0])
  const [header, ...rows] = lines[0]!.split('\n').map((line) => line.split(/ {2,}/).slice(0, 4))
  expect(header).toEqual(['venue', 'instrument', 'class', 'channel'])
  expect(rows).toEqual([
    ['binance', 'BTC-USDT', 'linear', 'trades'],
    ['binance', 'BTC-USDT', 'spot', 'book'],
    ['binance', 'BTC-USDT', 'spot', 'trades'],
  ])
  expect(byStream(stream({}), stream({ class: 'linear' }))).toBe(1)
})
