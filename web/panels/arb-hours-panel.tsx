import type { VNode } from 'preact'
import type { ScanHour } from '../../src/research/arbitrage/scan-result.ts'
import { formatFixed, formatPercent, formatTime } from '../format.ts'
import { LineChart } from './line-chart.tsx'
import { RowGrid, type GridHead } from './row-grid.tsx'

const heads: readonly GridHead[] = [
  { text: 'hour (UTC)', isText: true },
  { text: 'open' },
  { text: 'time open', title: 'In which anything was open, of the hour' },
  { text: '' },
  { text: 'best bps' },
  { text: 'mean bps', title: 'Over the time anything was open, of the greatest' },
]

/** What there was in each hour: a picture where there are several, and a table. */
export function ArbHoursPanel({ hours }: { readonly hours: readonly ScanHour[] | null }): VNode {
  if (hours === null || hours.length === 0) {
    return (
      <section class="panel" aria-label="Hour by hour">
        <div class="panel-head">
          <h2>Hour by hour</h2>
        </div>
        <p class="grid-empty">
          {hours === null
            ? 'Was not asked for: --hourly tells what there was in each hour.'
            : 'In no hour was anything open.'}
        </p>
      </section>
    )
  }
  return (
    <section class="panel" aria-label="Hour by hour">
      <div class="panel-head">
        <h2>Hour by hour</h2>
        <span class="soft">hours without any are left out</span>
        <span class="count numbers">{hours.length}</span>
      </div>
      {hours.length > 2 && (
        <LineChart
          label="Best and mean edge of each hour"
          lines={[
            {
              name: 'best',
              colour: 'var(--y)',
              points: stepsOf(hours, ({ bestBps }) => bestBps),
              isStepped: true,
            },
            {
              name: 'mean',
              colour: 'var(--x)',
              points: stepsOf(hours, ({ meanBps }) => meanBps),
              isStepped: true,
            },
          ]}
          xName="UTC"
          yName="bps"
          heightPx={210}
          isTime
          yIncludes={0}
        />
      )}
      <RowGrid
        label="Hours"
        class="hours-grid"
        heads={heads}
        rowCount={hours.length}
        chosen={null}
        onChoose={() => undefined}
        row={(index) => <Cells hour={hours[index]!} />}
      />
    </section>
  )
}

const hourMs = 3_600_000

/** Each hour as wide as it is, with nothing drawn where there was nothing. */
function stepsOf(
  hours: readonly ScanHour[],
  of: (hour: ScanHour) => number,
): readonly (readonly [number, number])[] {
  return hours.flatMap((hour, k) => {
    const end = hour.time + hourMs
    const isFollowed = hours[k + 1]?.time === end
    return [
      [hour.time, of(hour)] as const,
      ...(isFollowed ? [] : [[end, of(hour)] as const, [end, NaN] as const]),
    ]
  })
}

function Cells({ hour }: { readonly hour: ScanHour }): VNode {
  const share = hour.durationMs / hourMs
  return (
    <>
      <div role="gridcell" class="cell text">
        {formatTime(hour.time)}
      </div>
      <div role="gridcell" class="cell">
        {formatFixed(hour.count, 0)}
      </div>
      <div role="gridcell" class="cell">
        {formatPercent(share, 1)}
      </div>
      <div role="gridcell" class="cell hour-share">
        <i style={{ width: `${Math.min(1, share) * 100}%` }} />
      </div>
      <div role="gridcell" class="cell">
        {formatFixed(hour.bestBps, 2)}
      </div>
      <div role="gridcell" class="cell">
        {formatFixed(hour.meanBps, 2)}
      </div>
    </>
  )
}
