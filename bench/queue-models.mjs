// Queue models against orders that really stood in Bitstamp's book of 2015, and as a control against a made-up market in
// which every order is told: writes docs/results/queue-models.md.
//
//   node bench/queue-models.mjs DATA [SCRATCH]
//
// DATA holds the folder bitstamp-l3-2015. Recordings are made in SCRATCH (a temporary folder) where they are not there.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { queuesPage } from './queues/results-page.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const [data, scratch = mkdtempSync(join(tmpdir(), 'isobar-queues-'))] = process.argv.slice(2)

function isobar(...args) {
  const { status, stdout, stderr } = spawnSync(join(root, 'bin', 'isobar'), args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, ISOBAR_HOME: join(scratch, 'home') },
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const bitstamp = join(scratch, 'bitstamp')
if (!existsSync(bitstamp)) {
  isobar('data', 'import', 'bitstamp-orders', join(data, 'bitstamp-l3-2015'), '--out', bitstamp)
}
const madeUp = join(scratch, 'made-up')
const making = ['--venues', 'kraken', '--bases', 'BTC', '--duration', '30m', '--out', madeUp]
if (!existsSync(madeUp)) isobar('market', 'synthesize', ...making)

const calibrate = (recording, ...args) =>
  JSON.parse(isobar('market', 'queues', recording, ...args, '--json'))
const real = calibrate(bitstamp)
const whole = calibrate(bitstamp, '--warm-up', '100')
const drawing = ['--draws', '200', '--warm-up', '1', '--block', '1']
const control = calibrate(madeUp, '--instrument', 'kraken:BTC-USD', ...drawing)
const date = new Date().toISOString().slice(0, 10)
writeFileSync(
  join(root, 'docs', 'results', 'queue-models.md'),
  queuesPage({ real, whole, control }, date),
)
