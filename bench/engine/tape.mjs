// Events in memory: of a recording, or made up.
import { EventColumns, eventSide } from 'isobar/book'

const { openRecording } = await import(
  new URL('../../build/src/stores/recording/open-recording.js', import.meta.url)
)
const { Random } = await import(new URL('../../build/src/math/random.js', import.meta.url))

/** The first instrument of a recording that has a book, all its events in columns. */
export async function recordedTape(folder) {
  const recording = await openRecording(folder)
  const { venue, instrument } = recording.manifest.streams.find(({ channel }) => channel === 'book')
  const index = recording.instruments
    .list()
    .findIndex((each) => each.venue === venue && each.name === instrument)
  const rows = new EventColumns(recording.manifest.events)
  for await (const batch of recording.events({ venues: [venue], instruments: [instrument] })) {
    for (let row = 0; row < batch.length; row++) {
      rows.addRow(batch, row)
      rows.instrument[rows.length - 1] = 0
    }
  }
  return { name: `${venue}:${instrument}`, rows, instrument: recording.instruments.list()[index] }
}

/** A seeded book around a walking mid: a change of one to four levels a message, and a trade in five. */
export function madeUpTape(events) {
  const random = new Random(1)
  const rows = new EventColumns(events + 64)
  let mid = 100_000
  let time = 1_700_000_000_000_000
  const level = (side, away, quantity) =>
    rows.addLevel(side, side === eventSide.bid ? mid - away : mid + away, quantity)
  rows.begin(0, time, time - 1_000, 0)
  rows.addClear()
  for (let away = 1; away <= 100; away++) {
    level(eventSide.bid, away, 50)
    level(eventSide.ask, away, 50)
  }
  rows.end()
  for (let message = 1; rows.length < events; message++) {
    time += 200 + random.integerBelow(2_000)
    rows.begin(0, time, time - 1_000, message)
    const what = random.uniform()
    if (what < 0.2) {
      const side = random.uniform() < 0.5 ? eventSide.buy : eventSide.sell
      rows.addTrade(
        side,
        side === eventSide.buy ? mid + 1 : mid - 1,
        1 + random.integerBelow(20),
        message,
      )
    } else if (what < 0.22) {
      // The mid moves by a tick: what stood there goes, and a level appears behind.
      const up = random.uniform() < 0.5
      level(up ? eventSide.ask : eventSide.bid, 1, 0)
      mid += up ? 1 : -1
      level(up ? eventSide.bid : eventSide.ask, 1, 30 + random.integerBelow(40))
    } else {
      for (let k = random.integerBelow(4); k >= 0; k--) {
        const side = random.uniform() < 0.5 ? eventSide.bid : eventSide.ask
        level(side, 1 + Math.floor(random.exponential() * 8), 1 + random.integerBelow(100))
      }
    }
    rows.end()
  }
  const steps = { tickSize: { units: 1, decimals: 1 }, lotSize: { units: 1, decimals: 3 } }
  const instrument = {
    name: 'BTC-USDT',
    venue: 'made-up',
    base: 'BTC',
    quote: 'USDT',
    class: 'linear',
    ...steps,
  }
  return { name: 'a made-up book', rows, instrument }
}
