import type { MarketFrame, WatchRequest } from '../../protocol/market.ts'
import type { DeskMarket } from '../market/desk-market.ts'
import type { ServerSocket } from './desk-socket.ts'
import { serverLimits } from './limits.ts'

/** What one window is told of the market. */
interface Reader {
  readonly socket: ServerSocket
  /** Undefined: one book after another; null: none. */
  base: string | null | undefined
  /** How often each book had changed when it was last told. */
  readonly toldAt: Map<number, number>
  nextPlace: number
  isStateTold: boolean
  skipped: number
}

/** Tells windows of the market, each at its own pace: what a slow one misses is not kept for it. */
export interface MarketFrames {
  add(socket: ServerSocket): void
  close(): void
}

/** Characters of the name of a coin. */
const baseMost = 20

export function marketFrames(market: DeskMarket): MarketFrames {
  const readers = new Set<Reader>()
  let timer: NodeJS.Timeout | undefined
  let tick = 0

  const look = (): void => {
    const isStateDue = tick++ % serverLimits.marketStateEvery === 0
    let state: string | undefined
    for (const reader of readers) {
      if (reader.socket.bufferedAmount > serverLimits.marketBufferedBytesMax) {
        reader.skipped++
        continue
      }
      if (isStateDue || !reader.isStateTold) {
        reader.isStateTold = true
        state ??= textOf({ type: 'market', ...market.state() })
        reader.socket.send(state)
        continue
      }
      const frame = nextFrame(market, reader)
      if (frame !== undefined) reader.socket.send(textOf(frame))
    }
  }

  return {
    add(socket) {
      const reader: Reader = {
        socket,
        base: undefined,
        toldAt: new Map(),
        nextPlace: 0,
        isStateTold: false,
        skipped: 0,
      }
      readers.add(reader)
      socket.on('close', () => {
        readers.delete(reader)
        if (readers.size > 0) return
        clearInterval(timer)
        timer = undefined
      })
      socket.on('message', (data) => {
        const base = watchedBase(data.toString('utf8'))
        if (base === undefined) return
        reader.base = base
        reader.toldAt.clear()
      })
      timer ??= setInterval(look, serverLimits.marketFrameMs)
    },
    close() {
      clearInterval(timer)
      readers.clear()
    },
  }
}

function textOf(frame: MarketFrame): string {
  return JSON.stringify(frame)
}

/** The coin somebody asks to watch; undefined for words that are none of ours. */
function watchedBase(text: string): string | null | undefined {
  let words: Partial<WatchRequest> | null
  try {
    words = JSON.parse(text) as Partial<WatchRequest> | null
  } catch {
    // It is a reader's own business what it says; whoever says nothing that is understood gets books in turn.
    return undefined
  }
  if (typeof words !== 'object' || words === null || words.type !== 'watch') return undefined
  const { base } = words
  if (base === null) return null
  return typeof base === 'string' && base.length <= baseMost ? base : undefined
}

/** What a window is told next; undefined when nothing has changed of what it sees. */
function nextFrame(market: DeskMarket, reader: Reader): MarketFrame | undefined {
  const { base } = reader
  if (base === null) return undefined
  const changes = market.changes()
  if (base === undefined) return nextBook(market, reader, changes)
  const places = market.placesOf(base)
  if (!places.some((place) => hasChanged(reader, place, changes))) return undefined
  for (const place of places) reader.toldAt.set(place, changes[place]!)
  const books = places.map((place) => market.book(place))
  return { type: 'ladder', base, time: Date.now(), skipped: reader.skipped, books }
}

/** The next book in turn that has changed and of which something is known. */
function nextBook(
  market: DeskMarket,
  reader: Reader,
  changes: ArrayLike<number>,
): MarketFrame | undefined {
  for (let step = 0; step < changes.length; step++) {
    const place = (reader.nextPlace + step) % changes.length
    if (!hasChanged(reader, place, changes)) continue
    const book = market.book(place)
    if (book.bids.length === 0 && book.asks.length === 0) continue
    reader.nextPlace = place + 1
    reader.toldAt.set(place, changes[place]!)
    return { type: 'book', ...book }
  }
  return undefined
}

function hasChanged({ toldAt }: Reader, place: number, changes: ArrayLike<number>): boolean {
  return changes[place] !== (toldAt.get(place) ?? 0)
}
