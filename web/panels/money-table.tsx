import type { VNode } from 'preact'
import type { PnlByCause } from '../../src/engine/engine-result.ts'
import { formatFixed, formatSigned } from '../format.ts'
import { toneOf } from './figure.tsx'
import { MoneyBar } from './money-bar.tsx'

/** One line of a table of gains. */
export interface MoneyRow {
  readonly name: string
  readonly fills: number
  readonly turnover: number
  readonly pnl: PnlByCause
  /** Cells of the columns that are this table's own. */
  readonly more: readonly string[]
}

/** Insurance only where a fund has paid. */
export function pnlCauses({ insurance }: PnlByCause): readonly (keyof PnlByCause)[] {
  const always = ['price', 'spread', 'slippage', 'fees', 'funding'] as const
  return insurance === undefined ? always : [...always, 'insurance']
}

/** Gains by cause, a line each and one for all. */
export function MoneyTable(props: {
  readonly title: string
  readonly note: string
  readonly rows: readonly MoneyRow[]
  readonly more: readonly string[]
  readonly all: PnlByCause
}): VNode {
  const { title, note, rows, more, all } = props
  const causes = pnlCauses(all)
  const largest = Math.max(...rows.map(({ pnl }) => Math.abs(pnl.total)), 1e-9)
  return (
    <section class="panel" aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        <span class="soft">{note}</span>
      </div>
      <div class="scroll" tabIndex={0}>
        <table class="rows row-cards">
          <thead>
            <tr>
              <th class="text" />
              <th>fills</th>
              <th>turnover</th>
              {[...causes, 'total', ...more].map((name) => (
                <th key={name}>{name}</th>
              ))}
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, fills, turnover, pnl, more: cells }) => (
              <tr key={name}>
                <td class="text strong row-card-wide">{name}</td>
                <td data-name="fills">{formatFixed(fills, 0)}</td>
                <td data-name="turnover">{formatFixed(turnover, 0)}</td>
                <PnlCells causes={causes} pnl={pnl} />
                {cells.map((cell, at) => (
                  <td key={more[at]} data-name={more[at]}>
                    {cell}
                  </td>
                ))}
                <td class="bar row-card-blank">
                  <MoneyBar share={pnl.total / largest} />
                </td>
              </tr>
            ))}
            {rows.length > 1 && (
              <tr class="sum">
                <td class="text row-card-wide">all</td>
                <td class="row-card-blank" />
                <td class="row-card-blank" />
                <PnlCells causes={causes} pnl={all} />
                {more.map((name) => (
                  <td key={name} class="row-card-blank" />
                ))}
                <td class="row-card-blank" />
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** What each cause came to, and all of them. */
export function PnlCells(props: {
  readonly causes: readonly (keyof PnlByCause)[]
  readonly pnl: PnlByCause
}): VNode {
  const { causes, pnl } = props
  return (
    <>
      {causes.map((cause) => (
        <td key={cause} data-name={cause}>
          {formatSigned(pnl[cause] ?? 0, 2)}
        </td>
      ))}
      <td data-name="total" class={toneOf(pnl.total) ?? ''}>
        {formatSigned(pnl.total, 2)}
      </td>
    </>
  )
}
