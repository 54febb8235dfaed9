import type { VNode } from 'preact'
import type { InstrumentResult, StrategyResult } from '../../src/engine/engine-result.ts'
import type { RunPath } from '../../src/engine/run-path.ts'
import { tradeAssumptions } from '../../src/protocol/trade-assumptions.ts'
import type { TradeRun } from '../../src/protocol/trade-run.ts'
import { formatFixed, formatSignificant, formatSigned, formatTime } from '../format.ts'
import type { Theme } from '../state.ts'
import { Figure, toneOf } from './figure.tsx'
import { LeftAlonePanel } from './left-alone-panel.tsx'
import { MoneyTable, type MoneyRow } from './money-table.tsx'
import { TradeChartsPanel } from './trade-charts-panel.tsx'

/** A strategy's run: the conclusion first, then how it went, what it came to by cause, and what was supposed. */
export function TradeView(props: {
  readonly run: TradeRun
  readonly path: RunPath
  readonly theme: Theme
}): VNode {
  const { run } = props
  return (
    <main class="result">
      <Head run={run} />
      <div class="result-main">
        <TradeChartsPanel {...props} />
        <Instruments run={run} />
        <Strategies run={run} />
        <section class="panel" aria-label="As printed">
          <details class="printed">
            <summary>As it was printed</summary>
            <pre>{run.summary}</pre>
          </details>
        </section>
      </div>
      <aside class="result-side">
        <Markouts run={run} />
        <Orders run={run} />
        {run.strategies.map(
          ({ name, tally }) =>
            tally !== undefined && (
              <LeftAlonePanel key={name} title={`Chances of ${name}`} {...tally} />
            ),
        )}
        <Assumptions run={run} />
      </aside>
    </main>
  )
}

function Head({ run }: { readonly run: TradeRun }): VNode {
  const { pnl, reporting, strategies, instruments } = run
  const fills = instruments.reduce((sum, each) => sum + each.fills, 0)
  const makers = instruments.reduce((sum, each) => sum + each.makerFills, 0)
  const turnover = instruments.reduce((sum, each) => sum + each.turnover, 0)
  const bps = (value: number): string =>
    turnover === 0 ? '' : `${formatSigned((value / turnover) * 1e4, 2)} bps of turnover`
  return (
    <section class="result-head" aria-label="Conclusion">
      <div class="result-title">
        <h1>{strategies.map(({ name }) => name).join(', ')}</h1>
        <span class="soft numbers">
          {formatTime(run.from)} to {formatTime(run.to)} UTC, {formatFixed(run.events, 0)} events
        </span>
      </div>
      <p class="conclusion">{run.conclusion}</p>
      <dl class="figures">
        <Figure name="Total" tone={toneOf(pnl.total)} after={bps(pnl.total)}>
          {formatSigned(pnl.total, 2)} {reporting.currency}
        </Figure>
        <Figure
          name="Before fees"
          tone={toneOf(pnl.total - pnl.fees)}
          after={bps(pnl.total - pnl.fees)}
        >
          {formatSigned(pnl.total - pnl.fees, 2)}
        </Figure>
        <Figure name="Equity" after={`of ${formatFixed(reporting.capital, 0)}`}>
          {formatFixed(run.equity, 2)}
        </Figure>
        <Figure name="Largest drawdown">{formatFixed(run.maxDrawdown, 2)}</Figure>
        <Figure name="Fills" after={`${formatFixed(makers, 0)} as maker`}>
          {formatFixed(fills, 0)}
        </Figure>
        <Figure name="Turnover">{formatFixed(turnover, 0)}</Figure>
      </dl>
    </section>
  )
}

function Instruments({ run }: { readonly run: TradeRun }): VNode | null {
  const isForced = run.instruments.some((each) => forcedText(each) !== '')
  const rows = run.instruments
    .filter(({ fills }) => fills > 0)
    .map((each): MoneyRow => ({
      name: `${each.venue}:${each.instrument} ${each.class}`,
      fills: each.fills,
      turnover: each.turnover,
      pnl: each.pnl,
      more: [
        each.position === 0 ? '0' : formatSignificant(each.position, 4),
        ...(isForced ? [forcedText(each)] : []),
      ],
    }))
  if (rows.length === 0) return null
  const { currency } = run.reporting
  return (
    <MoneyTable
      title="PnL by instrument"
      note={currency}
      rows={rows}
      more={['held', ...(isForced ? ['closed by force'] : [])]}
      all={run.pnl}
    />
  )
}

/** Empty where nothing was. */
function forcedText({ liquidations, deleveragings }: InstrumentResult): string {
  const parts = [
    ...(liquidations === 0 ? [] : [`${formatFixed(liquidations, 0)} liquidated`]),
    ...(deleveragings === 0 ? [] : [`${formatFixed(deleveragings, 0)} deleveraged`]),
  ]
  return parts.join(', ')
}

function Strategies({ run }: { readonly run: TradeRun }): VNode | null {
  if (run.strategies.length < 2) return null
  const rows = run.strategies.map(
    ({ name, fills, turnover, pnl, markouts, refusals }): MoneyRow => ({
      name,
      fills,
      turnover,
      pnl,
      more: [...markouts.map(markoutText), formatFixed(refusals, 0)],
    }),
  )
  const horizons = run.markouts.map(({ horizonSeconds }) => `${horizonSeconds} s, bps`)
  return (
    <MoneyTable
      title="PnL by strategy"
      note="each with its own fills and markouts"
      rows={rows}
      more={[...horizons, 'refused']}
      all={run.pnl}
    />
  )
}

function markoutText({ fills, meanBps }: StrategyResult['markouts'][number]): string {
  return formatSigned(fills === 0 ? null : meanBps, 3)
}

function Markouts({ run }: { readonly run: TradeRun }): VNode {
  return (
    <section class="panel" aria-label="Markouts">
      <div class="panel-head">
        <h2>Markouts</h2>
        <span class="soft">the mid after a fill, our way</span>
      </div>
      <dl class="pairs-of">
        {run.markouts.map((markout) => (
          <div key={markout.horizonSeconds}>
            <dt>after {markout.horizonSeconds} s</dt>
            <dd class="numbers">
              <Measured markout={markout} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Measured({ markout }: { readonly markout: StrategyResult['markouts'][number] }): VNode {
  const { fills, meanBps } = markout
  if (fills === 0) return <span class="soft">no fill is that old</span>
  return (
    <>
      <span class={toneOf(meanBps) ?? ''}>{markoutText(markout)} bps</span>{' '}
      <span class="soft">
        over {formatFixed(fills, 0)} {fills === 1 ? 'fill' : 'fills'}
      </span>
    </>
  )
}

function Orders({ run }: { readonly run: TradeRun }): VNode {
  const { orders, strategies, auditHash, auditRows, lateRows, untimedRows, kill } = run
  const refused = strategies.flatMap(({ name, refusalsBy }) =>
    Object.entries(refusalsBy).map(([kind, times]) => ({
      key: `${name} ${kind}`,
      name: strategies.length === 1 ? kind : `${name}: ${kind}`,
      times,
    })),
  )
  return (
    <section class="panel" aria-label="Orders">
      <div class="panel-head">
        <h2>Orders and risk</h2>
      </div>
      <dl class="pairs-of numbers">
        <Line name="Commands">{formatFixed(orders.commands, 0)}</Line>
        <Line name="Answers">{formatFixed(orders.answers, 0)}</Line>
        <Line name="Searches for unknown fates">{formatFixed(orders.lookups, 0)}</Line>
        <Line name="Open at the end">{formatFixed(orders.open, 0)}</Line>
        {orders.frozen.map((name) => (
          <Line key={name} name="Frozen">
            {name}
          </Line>
        ))}
        {refused.map(({ key, name, times }) => (
          <Line key={key} name={`Refused, ${name}`}>
            {formatFixed(times, 0)}
          </Line>
        ))}
        {Object.entries(orders.rejectedBy).map(([reason, times]) => (
          <Line key={reason} name={`Rejected by venues, ${reason}`}>
            {formatFixed(times, 0)}
          </Line>
        ))}
        {kill !== null && <Line name="Kill switch">{kill.kind}</Line>}
        {lateRows > 0 && <Line name="Rows that came late">{formatFixed(lateRows, 0)}</Line>}
        {untimedRows > 0 && (
          <Line name="Rows without a venue's time">{formatFixed(untimedRows, 0)}</Line>
        )}
        <Line name="Audit">
          <code>{auditHash}</code>
        </Line>
        <Line name="Audited">{formatFixed(auditRows, 0)}</Line>
      </dl>
    </section>
  )
}

function Line(props: { readonly name: string; readonly children: VNode | string }): VNode {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

function Assumptions({ run }: { readonly run: TradeRun }): VNode {
  return (
    <section class="panel" aria-label="Assumptions">
      <div class="panel-head">
        <h2>Assumptions</h2>
      </div>
      <ul class="notes">
        {run.assumptions.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <nav class="assumed" aria-label="What the models cannot know">
        {tradeAssumptions.map(({ name, page }) => (
          <a key={page} href={`#${page}`} onClick={openAssumption}>
            {name}
          </a>
        ))}
      </nav>
      {tradeAssumptions.map(({ name, page, cannotKnow }) => (
        <details key={page} id={page} class="assumption">
          <summary>{name}: what it cannot know</summary>
          <p>{cannotKnow}</p>
          <code>{page}</code>
        </details>
      ))}
    </section>
  )
}

/** Opens what a link names, without leaving the page's own address. */
function openAssumption(event: MouseEvent): void {
  event.preventDefault()
  const link = event.currentTarget as HTMLAnchorElement
  const named = document.getElementById(decodeURIComponent(link.hash.slice(1)))
  if (!(named instanceof HTMLDetailsElement)) return
  named.open = true
  named.scrollIntoView({ block: 'nearest' })
  named.querySelector('summary')?.focus()
}
