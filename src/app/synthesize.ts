import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EventColumns } from '../core/events/event-columns.ts'
import type { Instrument } from '../core/instrument.ts'
import { microsecondsPerSecond, millisecondsOf, type Instant } from '../core/time.ts'
import type { MarketPlan } from '../simulation/market/market-plan.ts'
import type { PlantedTruth } from '../simulation/market/planted/planted-fact.ts'
import { SyntheticMarket } from '../simulation/market/synthetic-market.ts'
import { unknownRules, type Listing } from '../stores/recording/listing.ts'
import type { RecordingManifest } from '../stores/recording/recording-format.ts'
import { RecordingWriter } from '../stores/recording/recording-writer.ts'
import type { EventOrigin } from '../stores/recording/stream-table.ts'
import { makeWhole } from '../stores/whole-folder.ts'
import { packageVersion } from './package-facts.ts'

/** The truth table's name in a recording's folder. */
const truthName = 'truth.json'

/** Rows between two looks at the disk. */
const batchRows = 65_536

/** What was planted, as `truth.json` has it: instants in epoch milliseconds. */
interface TruthTable {
  readonly format: 1
  readonly seed: number
  /** By the index that `planted` calls them by. */
  readonly instruments: readonly Pick<Instrument, 'venue' | 'class' | 'name'>[]
  readonly planted: readonly PlantedTruth[]
}

export interface Synthesized {
  readonly manifest: RecordingManifest
  readonly truth: TruthTable
}

/**
 * Writes so many seconds of a synthetic market as a recording, with the truth of what was planted beside its events.
 *
 * @throws UsageError when there is something at `out` already
 */
export async function synthesize(
  plan: MarketPlan,
  seconds: number,
  place: { readonly out: string; readonly onProgress: (done: number, total: number) => void },
): Promise<Synthesized> {
  return makeWhole(place.out, async (aside) => {
    const writer = await RecordingWriter.create(aside)
    try {
      const market = new SyntheticMarket(plan)
      const origin = originOf(plan, market)
      const until = (plan.start + Math.round(seconds * microsecondsPerSecond)) as Instant
      const rows = new EventColumns(batchRows)
      for (let isDone = false; !isDone;) {
        rows.empty()
        isDone = market.advance(until, rows, batchRows)
        if (isDone) market.finish(rows)
        await writer.append(rows, origin)
        const done = (market.now - plan.start) / microsecondsPerSecond
        place.onProgress(Math.floor(done), Math.ceil(seconds))
      }
      const manifest = await writer.finish(packageVersion(), [])
      const truth = truthOf(plan, market)
      await writeFile(join(aside, truthName), `${JSON.stringify(truth, undefined, 2)}\n`)
      return { manifest, truth }
    } catch (cause) {
      await writer.abandon()
      throw cause
    }
  })
}

function originOf(plan: MarketPlan, market: SyntheticMarket): EventOrigin {
  const listings = market.instruments.list().map((instrument): Listing => {
    const venue = plan.venues.find(({ name }) => name === instrument.venue)
    return {
      instrument,
      symbol: `${instrument.base}${instrument.quote}`,
      stepsInferred: false,
      rules: {
        ...unknownRules,
        makerFeeBps: venue?.makerFeeBps ?? null,
        takerFeeBps: venue?.takerFeeBps ?? null,
      },
    }
  })
  return { listingAt: (index) => listings[index]!, clock: 'receive' }
}

function truthOf(plan: MarketPlan, market: SyntheticMarket): TruthTable {
  return {
    format: 1,
    seed: plan.seed,
    instruments: market.instruments.list().map(({ venue, class: kind, name }) => ({
      venue,
      class: kind,
      name,
    })),
    planted: market.truth().map((truth) => ({
      ...truth,
      from: millisecondsOf(truth.from) as Instant,
      to: millisecondsOf(truth.to) as Instant,
    })),
  }
}
