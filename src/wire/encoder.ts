import { eventFlag, eventKind, type EventKind } from '../core/events/event-codes.ts'
import type { SymbolTable } from '../core/events/symbol-table.ts'
import type { WireCodec } from '../core/events/wire-codec.ts'
import { utf8Bytes } from '../core/utf8.ts'
import type { Channel, Protocol } from './part.ts'
import { Writing } from './writing.ts'

/**
 * What writes the messages of a protocol: the first channel that can say the rows, and if possible in their own order
 * (one that lists the other side of the book first tells the same levels in another).
 */
export function encoderOf(protocol: Protocol, symbols: SymbolTable): WireCodec['encode'] {
  return (rows, start, end, sequence) => {
    const left = countOf(start, end, (row) => rows.kind[row] !== eventKind.clear)
    let detail = 'no channel of this venue tells such rows'
    let text: string | undefined
    for (const channel of protocol.channels) {
      const writing = new Writing(symbols, { rows, start, end, sequence })
      if (!says(channel, writing)) continue
      if (!channel.shape.write(writing)) {
        detail = `${channel.name}: the rows give no ${writing.missing}`
      } else if (writing.told !== left) {
        detail = `${channel.name}: ${writing.told} of ${left} rows fit in a message`
      } else if (writing.isInOrder) {
        return { kind: 'encoded', bytes: utf8Bytes(writing.text) }
      } else text ??= writing.text
    }
    if (text === undefined) return { kind: 'unsupported', detail }
    return { kind: 'encoded', bytes: utf8Bytes(text) }
  }
}

/** Can the channel say these rows? */
function says(candidate: Channel, { rows, start, end, sequence }: Writing): boolean {
  if (start === end) {
    const isAboutBook = !Number.isNaN(sequence.instrument)
    const isFitting = candidate.isBook === isAboutBook && candidate.snapshot !== 'always'
    return isFitting && (isAboutBook || candidate.kinds.length === 0)
  }
  const isSnapshotRow = (row: number): boolean => (rows.flags[row]! & eventFlag.isSnapshot) !== 0
  const snapshotRows = countOf(start, end, isSnapshotRow)
  if (candidate.snapshot === 'never' && snapshotRows > 0) return false
  if (candidate.snapshot === 'always' && snapshotRows < end - start) return false
  const isTold = (row: number): boolean => {
    const kind = rows.kind[row]! as EventKind
    return (kind === eventKind.clear && candidate.isBook) || candidate.kinds.includes(kind)
  }
  return countOf(start, end, isTold) === end - start
}

function countOf(start: number, end: number, isCounted: (row: number) => boolean): number {
  let count = 0
  for (let row = start; row < end; row++) if (isCounted(row)) count++
  return count
}
