import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type {
  ArbitrageState,
  ComparedAsset,
  LeastRow,
  NotUsed,
} from '../../src/protocol/arbitrage-desk.ts'
import { formatAddress, marketPage } from '../address.ts'
import { formatClock, formatElapsed, formatFixed, formatPercent } from '../format.ts'
import { askServer } from '../ask-server.ts'
import { bases } from '../market-store.ts'
import { usePolled } from '../polled.ts'
import { venueColours } from '../venue-colours.ts'
import { EdgeMatrixTable } from './edge-matrix-panel.tsx'
import { Figure } from './figure.tsx'
import { LadderPanel } from './ladder-panel.tsx'
import { LiveTape } from './live-tape.tsx'
import { Notice } from './notice.tsx'
import { RoutePreview, useRoute } from './route-preview.tsx'
import { CostCurvePanel, LegsPanel, SavingsPanel } from './route-view.tsx'

const askedEveryMs = 500

/** Arbitrage between the venues of the market: its books as one, what is between any two, what there was, and a route. */
export function ArbitragePage(props: { readonly base: string | null }): VNode {
  const base = props.base ?? bases.value[0] ?? null
  const [chosen, setChosen] = useState<ComparedAsset | null>(null)
  const asset = chosen?.base === base ? chosen : null
  const query = base === null ? null : queryOf(base, asset)
  const answer = usePolled(
    query && `api/arbitrage?${query}`,
    askedEveryMs,
    askServer<ArbitrageState>,
  )
  const state = answer?.kind === 'ready' ? answer.value : null
  return (
    <>
      <div class="books-head">
        <Coins base={base} />
        {state !== null && <Compared state={state} onChoose={setChosen} />}
      </div>
      {answer?.kind === 'failed' ? (
        <Notice title={`Nothing is compared of ${base ?? 'this market'}`}>
          <p>
            {answer.failure.kind === 'unreachable'
              ? 'The desk\u2019s server does not answer.'
              : answer.failure.message}
          </p>
        </Notice>
      ) : state === null || query === null ? (
        <p class="soft books-wait" role="status">
          Waiting for the books of {base ?? 'the market'}.
        </p>
      ) : (
        <Panels state={state} query={query} />
      )}
    </>
  )
}

function queryOf(base: string, asset: ComparedAsset | null): string {
  const names = asset === null ? { base } : { base, quote: asset.quote, class: asset.class }
  return new URLSearchParams(names).toString()
}

function Coins({ base }: { readonly base: string | null }): VNode {
  return (
    <nav class="choice coins-choice" aria-label="Coin">
      {bases.value.map((each) => (
        <a
          key={each}
          href={formatAddress(marketPage('arbitrage', each))}
          aria-current={each === base ? 'true' : undefined}
        >
          {each}
        </a>
      ))}
    </nav>
  )
}

/** What is compared in what, and what that is worth. */
function Compared(props: {
  readonly state: ArbitrageState
  readonly onChoose: (asset: ComparedAsset) => void
}): VNode {
  const { assets, asset, quoteRates } = props.state
  const alike = assets.filter(({ base }) => base === asset.base)
  const rates = Object.entries(quoteRates).map(([quote, rate]) =>
    rate === null
      ? `no book tells what a ${quote} is worth`
      : `1 ${quote} = ${Number(rate.toPrecision(6))} ${asset.quote}, by its own books`,
  )
  return (
    <>
      {alike.length > 1 && (
        <select
          aria-label="Compared in"
          value={nameOf(asset)}
          onChange={({ currentTarget }) => {
            const wanted = alike.find((each) => nameOf(each) === currentTarget.value)
            if (wanted !== undefined) props.onChoose(wanted)
          }}
        >
          {alike.map((each) => (
            <option key={nameOf(each)}>{nameOf(each)}</option>
          ))}
        </select>
      )}
      <span class="soft numbers">
        prices in {asset.quote}
        {rates.length > 0 && `; ${rates.join('; ')}`}
      </span>
    </>
  )
}

function nameOf({ base, quote, class: kind }: ComparedAsset): string {
  return `${base} in ${quote}${kind === 'spot' ? '' : `, ${kind}`}`
}

function Panels(props: { readonly state: ArbitrageState; readonly query: string }): VNode {
  const { state, query } = props
  const { venues, books, asset, notUsed } = state
  const key = venues.join(' ')
  const asked = useRoute(query)
  const colours = useMemo(() => venueColours(key.split(' ')), [key])
  return (
    <>
      <Figures state={state} />
      <div class="arbitrage">
        <div class="arbitrage-column">
          <section class="panel" aria-label="Venue by venue, now">
            <div class="panel-head">
              <h2>Venue by venue, now</h2>
              <span class="soft">
                bps left at the touch after both taker fees{feesWords(state)}
              </span>
            </div>
            <EdgeMatrixTable
              result={{ venues, opportunities: [], best: momentOf(state) }}
              measure="moment"
              base={null}
              colours={colours}
            />
            <NotUsedList notUsed={notUsed} />
            <LeastLine least={state.least} base={asset.base} />
          </section>
          <RoutePreview asked={asked} base={asset.base} />
          {asked.run !== null && <CostCurvePanel run={asked.run} />}
        </div>
        <div class="arbitrage-column">
          <LadderPanel
            books={books}
            base={asset.base}
            quote={asset.quote}
            colours={colours}
            feesListed={state.feesListed}
          />
          {asked.run !== null && <SavingsPanel run={asked.run} />}
        </div>
        <LiveTape state={state} colours={colours} />
        {asked.run !== null && <LegsPanel run={asked.run} colours={colours} />}
      </div>
    </>
  )
}

/** The books as the matrix reads them. */
function momentOf({ books, asset, time }: ArbitrageState) {
  const nowhere = { venue: '', instrument: '' }
  const { base, quote } = asset
  return { time, base, quote, buy: nowhere, sell: nowhere, touchBps: 0, profitQuote: null, books }
}

function Figures({ state }: { readonly state: ArbitrageState }): VNode {
  const { open, count, capture, since, time, orderMs } = state
  const best = open.reduce((most, { netBps }) => Math.max(most, netBps), -Infinity)
  const latencies = Object.values(orderMs)
  const [least, most] = [Math.min(...latencies), Math.max(...latencies)]
  return (
    <dl class="figures market-figures">
      <Figure name="Open now" after={open.length === 0 ? 'nothing after fees' : undefined}>
        {formatFixed(open.length, 0)}
      </Figure>
      <Figure name="Best of them, net bps" title="Of the quantity that was best when it opened">
        {formatFixed(Number.isFinite(best) ? best : null, 2)}
      </Figure>
      <Figure name="Opened so far, all coins" after={`in ${formatElapsed(time - since)}`}>
        {formatFixed(count, 0)}
      </Figure>
      <Figure
        name="Captured whole"
        title="Two orders sent at every start, each filled when it arrives"
        after={
          capture === null || capture.attempts === 0
            ? 'none tried yet'
            : `of ${formatFixed(capture.attempts, 0)}, orders taking ${least === most ? formatFixed(least, 0) : `${formatFixed(least, 0)} to ${formatFixed(most, 0)}`} ms`
        }
      >
        {formatPercent(capture?.probability?.value ?? null, 0)}
      </Figure>
      <Figure name="Looked for since" after="UTC">
        {formatClock(since).slice(-12, -4)}
      </Figure>
    </dl>
  )
}

const reasons: Readonly<Record<NotUsed['reason'], string>> = {
  'no book': 'its book has not come',
  'no rate': 'nothing tells what its currency is worth',
  crossed: 'crossed in itself',
  distrusted: 'a gap, or trusted too little',
  stale: 'silent for five seconds',
}

function NotUsedList({ notUsed }: { readonly notUsed: readonly NotUsed[] }): VNode | null {
  if (notUsed.length === 0) return null
  return (
    <p class="foot" role="status">
      Not used:{' '}
      {notUsed
        .map(({ venue, instrument, reason }) => `${venue} ${instrument} (${reasons[reason]})`)
        .join(', ')}
      .
    </p>
  )
}

/** What the sizes of opportunities and routes are held to, as far as the venues tell it. */
function LeastLine(props: { readonly least: readonly LeastRow[]; readonly base: string }): VNode {
  const { least, base } = props
  const told = least.flatMap((row) => {
    const words = leastWords(row, base)
    return words === '' ? [] : [`${row.venue} ${row.instrument} ${words}`]
  })
  const untold = least.filter((row) => leastWords(row, base) === '').map(({ venue }) => venue)
  return (
    <p class="foot">
      {told.length > 0 && `Least orders: ${told.join(', ')}. `}
      {untold.length > 0 && `${[...new Set(untold)].join(', ')}: nobody tells the least order.`}
    </p>
  )
}

function leastWords({ minQuantity, minNotional, quote }: LeastRow, base: string): string {
  return [
    ...(minQuantity === null || minQuantity === 0 ? [] : [`${minQuantity} ${base}`]),
    ...(minNotional === null || minNotional === 0 ? [] : [`${minNotional} ${quote}`]),
  ].join(' and ')
}

/** Whose fees nobody but a configuration tells. */
function feesWords({ venues, feesListed }: ArbitrageState): string {
  if (feesListed.length === venues.length) return ', as venues list them'
  return feesListed.length === 0
    ? ', which are supposed'
    : `, which are supposed of all but ${feesListed.join(' and ')}`
}
