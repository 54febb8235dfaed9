import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { commonMoney } from '../../src/core/common-money.ts'
import type { ArbitrageScanResult } from '../../src/research/arbitrage/scan-result.ts'
import { edgeMatrix, type EdgeMeasure } from '../edge-matrix.ts'
import { formatFixed, formatSigned } from '../format.ts'
import { EdgePairsList } from './edge-pairs-list.tsx'
import { heatMost } from './sweep-crossings.tsx'
import { VenueName } from './venue-name.tsx'

const measures: readonly (readonly [EdgeMeasure, string, string])[] = [
  ['best', 'best edge', 'The greatest net edge there was, bps after both fees'],
  ['times', 'times', 'How often one opened'],
  ['profit', 'profit', 'All of them taken at once, after fees'],
  ['captured', 'captured', 'What two orders would have got, after latency'],
  ['moment', 'at the best moment', 'Net edge of every pair of books, when the best one began, bps'],
]

/** Buy at the row's venue, sell at the column's. */
export function EdgeMatrixPanel(props: {
  readonly result: ArbitrageScanResult
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { result, colours } = props
  const bases = useMemo(
    () => [...new Set(result.opportunities.map(({ base }) => base))].toSorted(),
    [result],
  )
  const [measure, setMeasure] = useState<EdgeMeasure>('best')
  const [base, setBase] = useState<string | null>(null)
  const money = useMemo(
    () => commonMoney(result.opportunities.filter((each) => base === null || each.base === base)),
    [result, base],
  )
  const isMoney = measure === 'profit' || measure === 'captured'
  const shown = measures.filter(
    ([each]) =>
      (each !== 'captured' || result.summary.capture !== null) &&
      (each !== 'profit' || result.summary.indicative < result.summary.count) &&
      (each !== 'moment' || result.best !== null),
  )
  return (
    <section class="panel" aria-label="Venue by venue">
      <div class="panel-head">
        <h2>Venue by venue</h2>
        <span class="soft">
          {measures.find(([each]) => each === measure)?.[2]}
          {isMoney &&
            (money === undefined
              ? ': in several currencies, of which no book tells what they are worth'
              : `, ${money.currency}`)}
        </span>
        {bases.length > 1 && measure !== 'moment' && (
          <select
            aria-label="Asset"
            value={base ?? ''}
            onChange={({ currentTarget }) => setBase(currentTarget.value || null)}
          >
            <option value="">all assets</option>
            {bases.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        )}
        <div class="choice" role="group" aria-label="What the matrix shows">
          {shown.map(([each, name, title]) => (
            <button
              key={each}
              type="button"
              title={title}
              aria-pressed={each === measure}
              onClick={() => setMeasure(each)}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <EdgeMatrixTable result={result} measure={measure} base={base} colours={colours} />
    </section>
  )
}

/** The matrix itself: a row a venue to buy at, a column a venue to sell at; on narrow pages a list of its cells. */
export function EdgeMatrixTable(props: {
  readonly result: Pick<ArbitrageScanResult, 'venues' | 'opportunities' | 'best'>
  readonly measure: EdgeMeasure
  readonly base: string | null
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { result, measure, base, colours } = props
  const matrix = useMemo(() => edgeMatrix(result, measure, base), [result, measure, base])
  const { venues, cells } = matrix
  const words = (value: number): string =>
    measure === 'times' ? formatFixed(value, 0) : formatSigned(value, 2)
  const largest = Math.max(...cells.flat().map((cell) => Math.abs(cell ?? 0)), 1e-300)
  return (
    <>
      <EdgePairsList
        matrix={matrix}
        colours={colours}
        heatOf={(value) => heatOf(value / largest)}
        words={words}
      />
      <div class="scroll map-box edge-matrix-box">
        <table class="map edge-matrix">
          <thead>
            <tr>
              <th scope="col" class="corner">
                buy at \ <span class="soft">sell at</span>
              </th>
              {venues.map((venue) => (
                <th key={venue} scope="col">
                  <VenueName venue={venue} colours={colours} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {venues.map((buy, row) => (
              <tr key={buy}>
                <th scope="row">
                  <VenueName venue={buy} colours={colours} />
                </th>
                {venues.map((sell, column) => {
                  const value = cells[row]?.[column]
                  return value === undefined ? (
                    <td key={sell} class={row === column ? 'nothing' : 'soft'}>
                      {row === column ? '' : '\u2013'}
                    </td>
                  ) : (
                    <td
                      key={sell}
                      class={measure === 'moment' && value > 0 ? 'strong' : undefined}
                      style={heatOf(value / largest)}
                      title={`${buy} to ${sell}`}
                    >
                      {words(value)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** Blue for what is earned, brown for what is lost. @param share -1 to 1 */
function heatOf(share: number): { readonly background: string } {
  const tone = share < 0 ? 'var(--x)' : 'var(--accent)'
  const percent = Math.round(Math.abs(share) * heatMost)
  return { background: `color-mix(in srgb, ${tone} ${percent}%, var(--sheet))` }
}
