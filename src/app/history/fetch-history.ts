import type { GrowingCsv } from '../../stores/growing-csv.ts'

/** Where pages of the past come from. */
export interface HistorySource {
  /** Rows from an instant on, epoch milliseconds, ascending, the timestamp first; none where the venue has none there. */
  page(from: number): Promise<readonly (readonly number[])[]>
  /** Between two rows; of funding the shortest there is. Milliseconds. */
  readonly stepMs: number
  /** Rows a page holds at most: how far a page without rows reaches. */
  readonly pageRows: number
  /** Rows from here on are not over yet. */
  readonly settledUntil: number
}

/** What was fetched of one series. */
export interface FetchedHistory {
  readonly rows: number
  readonly added: number
  /** Spans without rows where there should be some, epoch milliseconds of the rows around them. */
  readonly gaps: readonly { readonly from: number; readonly to: number; readonly missing: number }[]
}

/**
 * Fetches what a file lacks up to an instant, page by page, each on the disk before the next is asked for: called again
 * it goes on behind the last row. A page without rows is passed over, for listings begin late and venues pause.
 */
export async function fetchHistory(
  source: HistorySource,
  file: Pick<GrowingCsv, 'times' | 'append'>,
  span: { readonly from: number; readonly to: number },
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<FetchedHistory> {
  const before = file.times.length
  const to = Math.min(span.to, source.settledUntil)
  let at = Math.max(span.from, (file.times.at(-1) ?? -Infinity) + 1)
  while (at < to) {
    const rows = (await source.page(at)).filter(([time]) => time! >= at && time! < to)
    await file.append(rows)
    const last = rows.at(-1)?.[0]
    at = last === undefined ? at + source.pageRows * source.stepMs : last + 1
    onProgress(Math.min(at, to) - span.from, to - span.from)
  }
  return {
    rows: file.times.length,
    added: file.times.length - before,
    gaps: gapsOf(file.times, source.stepMs),
  }
}

/** Where rows are further apart than their usual step. */
function gapsOf(times: readonly number[], stepMs: number): FetchedHistory['gaps'] {
  const usual = Math.max(stepMs, usualStep(times))
  return times.flatMap((time, at) => {
    const previous = times[at - 1]
    const missing = previous === undefined ? 0 : Math.round((time - previous) / usual) - 1
    return missing > 0 ? [{ from: previous!, to: time, missing }] : []
  })
}

/** The most frequent step: settlements may be every eight hours or every hour. */
function usualStep(times: readonly number[]): number {
  const counts = new Map<number, number>()
  for (let at = 1; at < times.length; at++) {
    // Stamped some milliseconds late.
    const step = Math.round((times[at]! - times[at - 1]!) / 1_000) * 1_000
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  return most?.[0] ?? 0
}
