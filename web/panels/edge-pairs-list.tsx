import type { VNode } from 'preact'
import type { EdgeMatrix } from '../edge-matrix.ts'
import { VenueName } from './venue-name.tsx'

/** The ways between venues one under another, the best first: the matrix where there is no room for one. */
export function EdgePairsList(props: {
  readonly matrix: EdgeMatrix
  readonly colours: ReadonlyMap<string, string>
  readonly heatOf: (value: number) => { readonly background: string }
  readonly words: (value: number) => string
}): VNode {
  const pairs = pairsOf(props.matrix)
  const [first, rest] = [pairs.slice(0, shownFirst), pairs.slice(shownFirst)]
  return (
    <div class="edge-pairs">
      {first.length === 0 && <p class="panel-empty">Nothing to compare.</p>}
      <Pairs {...props} pairs={first} />
      {rest.length > 0 && (
        <details>
          <summary>
            {rest.length} more {rest.length === 1 ? 'way' : 'ways'}
          </summary>
          <Pairs {...props} pairs={rest} />
        </details>
      )}
    </div>
  )
}

const shownFirst = 8

interface Pair {
  readonly buy: string
  readonly sell: string
  readonly value: number
}

function Pairs(props: {
  readonly pairs: readonly Pair[]
  readonly colours: ReadonlyMap<string, string>
  readonly heatOf: (value: number) => { readonly background: string }
  readonly words: (value: number) => string
}): VNode {
  const { pairs, colours, heatOf, words } = props
  return (
    <ol>
      {pairs.map(({ buy, sell, value }) => (
        <li key={`${buy} ${sell}`}>
          <span class="edge-way">
            <VenueName venue={buy} colours={colours} /> <span class="soft">to</span>{' '}
            <VenueName venue={sell} colours={colours} />
          </span>
          <span class={value > 0 ? 'numbers strong' : 'numbers'} style={heatOf(value)}>
            {words(value)}
          </span>
        </li>
      ))}
    </ol>
  )
}

function pairsOf({ venues, cells }: EdgeMatrix): Pair[] {
  return venues
    .flatMap((buy, row) =>
      venues.flatMap((sell, column) => {
        const value = cells[row]?.[column]
        return value === undefined || row === column ? [] : [{ buy, sell, value }]
      }),
    )
    .toSorted((a, b) => b.value - a.value)
}
