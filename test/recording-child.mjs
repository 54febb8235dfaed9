// Records made-up events until it is killed: `node test/recording-child.mjs FOLDER`. Prints how many events are
// acknowledged after every append. Event k is the same in every run, so that whoever kills this can tell what must be
// there.
import { EventColumns } from '../build/src/core/events/event-columns.js'
import { RecordingLog } from '../build/src/stores/recording/recording-log.js'

const step = { units: 1, decimals: 1 }
const listings = ['BTC', 'ETH', 'SOL'].map((base) => ({
  instrument: {
    name: `${base}-USDT`,
    venue: 'made-up',
    base,
    quote: 'USDT',
    class: 'spot',
    tickSize: step,
    lotSize: step,
  },
  symbol: `${base}USDT`,
  stepsInferred: false,
  rules: { minQuantity: null, minNotional: null, makerFeeBps: null, takerFeeBps: null },
}))
const origin = { listingAt: (index) => listings[index], clock: 'receive' }

const log = await RecordingLog.open(process.argv[2], '0')
const columns = new EventColumns()
for (;;) {
  columns.empty()
  // Messages of four events; a batch is some of them, and every forty batches or so an hour ends.
  const firstMessage = log.events / 4
  const batch = 1 + ((firstMessage * 7) % 50)
  for (let message = firstMessage; message < firstMessage + batch; message++) {
    columns.begin(message % 3, 1_700_000_000_000_000 + message * 3_600_000, NaN, message)
    for (let k = 0; k < 4; k++) columns.addLevel(k % 2, message * 4 + k, (message * 4 + k) % 1000)
    columns.end()
  }
  await log.append(columns, origin)
  process.stdout.write(`${log.events}\n`)
}
