import { EventColumns } from '../../core/events/event-columns.ts'
import { InstrumentTable } from '../../core/events/instrument-table.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import type { Instant } from '../../core/time.ts'
import type { MarketSource } from './market-source.ts'

/** Two markets as one: a recording of some venues, and others made up. The rows of the first come first at an instant. */
export function joinedSource(first: MarketSource, second: MarketSource): MarketSource {
  const instruments = new InstrumentTable()
  const sides = [first, second].map((source) => ({
    source,
    indexes: source.instruments.list().map((each) => instruments.add(each)),
    rows: new EventColumns(),
  }))
  return {
    instruments,
    advance(until: Instant, out: EventColumns): void {
      for (const { source, rows } of sides) {
        rows.empty()
        source.advance(until, rows)
      }
      const at = [0, 0]
      for (;;) {
        const [a, b] = sides.map(({ rows }, k) =>
          at[k]! < rows.length ? rows.localTime[at[k]!]! : Infinity,
        )
        const next = a! <= b! ? 0 : 1
        const { rows, indexes } = sides[next]!
        if (at[next]! >= rows.length) return
        const end = messageEnd(rows, at[next]!)
        for (let row = at[next]!; row < end; row++) {
          out.addRow(rows, row)
          out.instrument[out.length - 1] = indexes[rows.instrument[row]!]!
        }
        at[next] = end
      }
    },
  }
}
