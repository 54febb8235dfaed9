import type { VNode } from 'preact'
import type { PairPlace, VerdictResult } from '../../src/research/pairs/verdict-result.ts'
import { formatFixed, formatProbability } from '../format.ts'

/** Where a pair stands among the others, and whether it can be had as one instrument. */
export function VerdictPlacePanel({ result }: { readonly result: VerdictResult }): VNode {
  const { place, cross, parameters } = result
  return (
    <section class="panel" aria-label="Among the other pairs">
      <div class="panel-head">
        <h2>Among the other pairs</h2>
        {place !== null && <span class="count">{standing(place)}</span>}
      </div>
      {place !== null && place.better.length > 0 && (
        <div class="scroll">
          <table class="rows">
            <thead>
              <tr>
                <th class="text">stands before it</th>
                <th>p</th>
                <th>q</th>
                <th>half-life, bars</th>
                <th class="text" />
              </tr>
            </thead>
            <tbody>
              {place.better.map(({ y, x, pValue, qValue, halfLifeBars, isNear }) => (
                <tr key={`${y} ${x}`}>
                  <td class="text strong">
                    {y} on {x}
                  </td>
                  <td>{formatProbability(pValue)}</td>
                  <td>{formatProbability(qValue)}</td>
                  <td>{formatFixed(halfLifeBars, 0)}</td>
                  <td class="text soft">{isNear && 'shares a leg'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="foot">
        {cross === null
          ? `No cross of ${parameters.y} and ${parameters.x} is listed here.`
          : `Listed directly: ${cross.instrument} at ${cross.venue}${cross.isInverted ? ', the other way round' : ''}.`}
      </p>
    </section>
  )
}

function standing({ rank, pairs, folder }: PairPlace): string {
  const among = `${formatFixed(pairs, 0)} pairs of ${folder} by its p-value`
  return rank === null ? `not among the ${among}` : `${formatFixed(rank, 0)} of ${among}`
}
