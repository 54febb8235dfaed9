import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { eventSide, type BookSide } from '../../src/core/events/event-codes.ts'
import { readSteps } from '../../src/core/decimal-steps.ts'
import type { Step } from '../../src/core/price.ts'
import { sharedFolder } from '../need.ts'

// A morning of Bitstamp's orders of 2015, one by one, and the venue's own snapshots of ten levels beside them.

const tickSize: Step = { units: 1, decimals: 2 }
const lotSize: Step = { units: 1, decimals: 8 }

/** What happened to one order, or a trade (which names no side). */
export interface OrderEvent {
  readonly milliseconds: number
  readonly kind: 'created' | 'changed' | 'deleted' | 'trade'
  readonly id: number
  readonly side: BookSide | undefined
  readonly price: number
  readonly quantity: number
}

/** The venue's own snapshot of one side. */
export interface SideSnapshot {
  readonly milliseconds: number
  readonly side: BookSide
  readonly prices: readonly number[]
  readonly quantities: readonly number[]
}

export function orderEvents(): readonly OrderEvent[] {
  return rowsOf('events_2015-05-01.csv.gz').map((cells) => ({
    milliseconds: Number(cells[0]),
    kind: cells[1] as OrderEvent['kind'],
    id: Number(cells[2]),
    side: cells[3] === '' ? undefined : cells[3] === 'bid' ? eventSide.bid : eventSide.ask,
    price: stepsOf(cells[4]!, tickSize),
    quantity: stepsOf(cells[5]!, lotSize),
  }))
}

export function sideSnapshots(): readonly SideSnapshot[] {
  return rowsOf('book10_2015-05-01.csv.gz').flatMap((cells) =>
    ([eventSide.bid, eventSide.ask] as const).map((side) => {
      const levels = cells.slice(1 + side * 20, 21 + side * 20)
      return {
        milliseconds: Number(cells[0]),
        side,
        prices: levels.filter((_, at) => at % 2 === 0).map((text) => stepsOf(text, tickSize)),
        quantities: levels.filter((_, at) => at % 2 === 1).map((text) => stepsOf(text, lotSize)),
      }
    }),
  )
}

function rowsOf(file: string): readonly (readonly string[])[] {
  const path = join(sharedFolder, 'data', 'bitstamp-l3-2015', file)
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n')
  return lines.slice(1).map((line) => line.split(','))
}

function stepsOf(text: string, step: Step): number {
  const bytes = new TextEncoder().encode(text)
  return readSteps(bytes, 0, bytes.length, step)
}
