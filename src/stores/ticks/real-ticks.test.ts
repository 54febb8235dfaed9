import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { needs, sharedFolder } from '../../../test/need.ts'
import { eventKind } from '../../core/events/event-codes.ts'
import { priceOf, quantityOf, type Lots, type PriceTicks } from '../../core/price.ts'
import { importSources, type ImportResult } from '../recording/import-sources.ts'
import { openRecording } from '../recording/open-recording.ts'
import { listTickFiles } from './list-tick-files.ts'
import { tickKinds } from './tick-kinds.ts'
import { tickSources } from './tick-sources.ts'

// Real files, and what their description (data/TICKS.md) says they hold. Of large sets some files are read, and of sets
// of many hours the first ones, each of which is a file of the recording; both are held against their own lines. The
// whole of them, of ten seconds:
//
//   ISOBAR_WHOLE=1 npx vitest run src/stores/ticks/real-ticks.test.ts

const isWhole = process.env['ISOBAR_WHOLE'] !== undefined
const partOf: Readonly<Record<string, RegExp>> = isWhole
  ? {}
  : { hyperliquid: /_SOL_/, aster: /_2025-11-28a/ }
/** A day of both venues. */
const linesOf: Readonly<Record<string, number>> = isWhole ? {} : { 'bitstamp-cex': 10_000 }

let root: string
let made = 0
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-real-ticks-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

type Imported = ImportResult & { readonly out: string; readonly paths: readonly string[] }

async function imported(kind: string, path: string): Promise<Imported> {
  const out = join(root, `${kind}-${made++}`)
  const all = await listTickFiles([join(sharedFolder, 'data', path)])
  const chosen = all.filter((file) => partOf[kind]?.test(file) ?? true)
  const most = linesOf[kind]
  const files = most === undefined ? chosen : chosen.map((file) => headOf(file, most))
  const { sources } = await tickSources({ files, layouts: tickKinds[kind]!, told: [] })
  return { ...(await importSources(sources, { out, version: '0' })), out, paths: files }
}

const known = new Map<string, Promise<Imported>>()

/** The import of a set, made once for all tests. */
function importedOnce(kind: string, set: string): Promise<Imported> {
  const found = known.get(set) ?? imported(kind, set)
  known.set(set, found)
  return found
}

/** A file of the first lines of another. */
function headOf(path: string, lines: number): string {
  const folder = mkdtempSync(join(root, 'head-'))
  const text = gunzipSync(readFileSync(path)).toString().split('\n').slice(0, lines).join('\n')
  const head = join(folder, basename(path))
  writeFileSync(head, gzipSync(`${text}\n`))
  return head
}

/** What the description counts in a set: `{books: 15140, quotes: 102438}`, or `{'': 58358}` where it gives no word. */
function described(set: string): Record<string, number> {
  const text = readFileSync(join(sharedFolder, 'data', 'TICKS.md'), 'utf8')
  const line = text.split('\n').find((each) => each.startsWith(`| ${set} |`)) ?? ''
  const rows = line.split('|')[5] ?? ''
  const counts = [...rows.matchAll(/(\d[\d,]*)(?: (\w+))?/g)]
  return Object.fromEntries(
    counts.map(([, number, word = '']) => [word, Number(number!.replaceAll(',', ''))]),
  )
}

/** The same, counted in the files: each line but the first is a row. */
function lineCounts(paths: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const path of paths) {
    const word = wordOfLayout[basename(path).split('_')[0]!] ?? ''
    const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n').length - 1
    counts[word] = (counts[word] ?? 0) + lines
  }
  return counts
}

const wordOfLayout: Readonly<Record<string, string>> = {
  book20: 'books',
  book10: 'books',
  bbo: 'quotes',
  trades: 'trades',
  orders: 'events',
}

/** Rows read, by the word the description has for them. */
function rowsRead({ files }: ImportResult): Record<string, number> {
  const rows: Record<string, number> = {}
  for (const file of files) {
    const word = wordOfLayout[file.layout.split(' ').at(-1)!] ?? ''
    rows[word] = (rows[word] ?? 0) + file.rows
  }
  return rows
}

/** Events of a replay, and how often local time stepped back. */
async function replayed(out: string): Promise<{ events: number; stepsBack: number }> {
  let events = 0
  let stepsBack = 0
  let time = -Infinity
  for await (const batch of (await openRecording(out)).events()) {
    events += batch.length
    for (const localTime of batch.localTime.subarray(0, batch.length)) {
      if (localTime < time) stepsBack++
      time = localTime
    }
  }
  return { events, stepsBack }
}

test.for([
  ['hyperliquid', 'hyperliquid-l2'],
  ['gateio', 'gateio-spot-l2'],
  ['aster', 'aster-perp'],
  ['bitstamp-orders', 'bitstamp-l3-2015'],
  ['bitstamp-cex', 'arb-bitstamp-cex-bcheur'],
  ['last-prices', 'leadlag-btcjpy-2018'],
] as const)(
  '%s: the rows of the description are read, their events replayed in order',
  async ([kind, set], context) => {
    needs('data', context)
    const result = await importedOnce(kind, set)
    const isPart = partOf[kind] !== undefined || linesOf[kind] !== undefined
    const rows = isPart ? lineCounts(result.paths) : described(set)
    // Of what is cut the whole has as many lines as are described.
    const cut = linesOf[kind] === undefined ? [] : [join(sharedFolder, 'data', set)]
    const whole = cut.length === 0 ? {} : lineCounts(await listTickFiles(cut))
    expect(whole).toEqual(cut.length === 0 ? {} : described(set))
    expect(rows).toMatchObject(rowsRead(result))
    expect(await replayed(result.out)).toEqual({ events: result.manifest.events, stepsBack: 0 })
  },
)

test('the books of a replay are those of the file, digit for digit', async (context) => {
  needs('data', context)
  const path = 'hyperliquid-l2/book20_SOL_2025-09-04.csv.gz'
  const text = gunzipSync(readFileSync(join(sharedFolder, 'data', path))).toString()
  const [, ...lines] = text.trimEnd().split('\n')
  const wanted = lines.flatMap((line) => {
    const cells = line.split(',').slice(3).map(Number)
    const side = (first: number): [number, number][] =>
      Array.from({ length: 20 }, (_, k) => [cells[4 * k + first]!, cells[4 * k + first + 1]!])
    return [...side(0), ...side(2)]
  })
  const { out } = await importedOnce('hyperliquid', 'hyperliquid-l2')
  const recording = await openRecording(out)
  const found: [number, number][] = []
  for await (const rows of recording.events()) {
    for (let row = 0; row < rows.length; row++) {
      if (rows.kind[row] !== eventKind.level) continue
      const { base, tickSize, lotSize } = recording.instruments.at(rows.instrument[row]!)
      if (base !== 'SOL') continue
      const price = priceOf(rows.price[row] as PriceTicks, tickSize)
      found.push([price, quantityOf(rows.quantity[row] as Lots, lotSize)])
    }
  }
  expect(found).toHaveLength(wanted.length)
  const differing = found.findIndex(
    ([price, quantity], k) => price !== wanted[k]![0] || quantity !== wanted[k]![1],
  )
  expect(differing).toBe(-1)
})
