import type { VNode } from 'preact'
import type { PnlByCause } from '../../src/engine/engine-result.ts'
import type { AccountState, StrategyRow } from '../../src/protocol/market.ts'
import { formatFixed, formatSigned } from '../format.ts'
import { Figure, toneOf } from './figure.tsx'
import { FillsPanel } from './fills-panel.tsx'
import { LeftAlonePanel } from './left-alone-panel.tsx'
import { LineChart } from './line-chart.tsx'
import { MoneyTable, type MoneyRow } from './money-table.tsx'
import { PositionsPanel } from './positions-panel.tsx'
import { TradingPanel } from './trading-panel.tsx'

/** The account on paper: what trades, what came of it and by what cause, what it holds and has out. */
export function AccountPanels({ account }: { readonly account: AccountState }): VNode {
  const { trading, currency, equityPath } = account
  const pnl = sumOf(trading.strategies)
  return (
    <>
      <TradingPanel account={account} />
      <AccountFigures account={account} pnl={pnl} />
      <div class="account-money">
        <section class="panel" aria-label="Equity">
          <div class="panel-head">
            <h2>Equity</h2>
            <span class="soft">{currency}, at mids</span>
          </div>
          {equityPath.length < 2 ? (
            <p class="panel-empty">Waiting for the first seconds.</p>
          ) : (
            <LineChart
              label="Equity over time"
              lines={[{ name: 'equity', colour: 'var(--ink)', points: equityPath }]}
              xName="UTC"
              yName={currency}
              heightPx={260}
              isTime
            />
          )}
        </section>
        <div class="account-held">
          {pnl === null ? (
            <section class="panel" aria-label="PnL by cause">
              <p class="panel-empty">Waiting for prices to mark the account at.</p>
            </section>
          ) : (
            <MoneyTable
              title="PnL by cause"
              note={`${currency}, since it was started`}
              rows={trading.strategies.flatMap((row) =>
                row.pnl === null ? [] : [moneyOf(row, row.pnl)],
              )}
              more={['intents', 'refused']}
              all={pnl}
            />
          )}
          {trading.strategies.map(
            ({ name, tally }) =>
              tally !== undefined && (
                <LeftAlonePanel key={name} title={`Chances of ${name}`} {...tally} />
              ),
          )}
        </div>
      </div>
      <PositionsPanel account={account} />
      <FillsPanel account={account} />
    </>
  )
}

function AccountFigures(props: {
  readonly account: AccountState
  readonly pnl: PnlByCause | null
}): VNode {
  const { account, pnl } = props
  const { currency, equity, positions, openOrders } = account
  const held = positions.filter(({ quantity }) => quantity !== 0)
  return (
    <dl class="figures market-figures">
      <Figure name={`Equity, ${currency}`} title="Capital and all that was gained, at mids">
        {formatFixed(equity, 2)}
      </Figure>
      <Figure
        name="Gained"
        title="Since what trades was started; after fees"
        tone={toneOf(pnl?.total ?? null)}
      >
        {formatSigned(pnl?.total ?? null, 2)}
      </Figure>
      <Figure name="Positions">{held.length}</Figure>
      <Figure name="Open orders">{openOrders.length}</Figure>
      <Figure name="Orders" title="Decided on since the journal began">
        {formatFixed(account.intents, 0)}
      </Figure>
      <Figure name="Fills" title="Since the journal began">
        {formatFixed(account.fills, 0)}
      </Figure>
      <Figure name="Orders are">on paper</Figure>
    </dl>
  )
}

function moneyOf(
  { name, fills, turnover, intents, refusals }: StrategyRow,
  pnl: PnlByCause,
): MoneyRow {
  const more = [String(intents), String(refusals)]
  return { name, fills, turnover: turnover ?? 0, pnl, more }
}

/** Null while a price that is needed is not known. */
function sumOf(rows: readonly StrategyRow[]): PnlByCause | null {
  const known = rows.flatMap(({ pnl }) => (pnl === null ? [] : [pnl]))
  if (known.length < rows.length) return null
  const sum = (cause: keyof PnlByCause): number =>
    known.reduce((all, each) => all + (each[cause] ?? 0), 0)
  const insurance = sum('insurance')
  return {
    total: sum('total'),
    price: sum('price'),
    spread: sum('spread'),
    slippage: sum('slippage'),
    fees: sum('fees'),
    funding: sum('funding'),
    ...(insurance === 0 ? {} : { insurance }),
  }
}
