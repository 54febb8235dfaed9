import type { VNode } from 'preact'
import { isMarketAddress } from '../address.ts'
import { isOnReports } from '../report.ts'
import { desk } from '../store.ts'
import { Header } from './header.tsx'
import { Help } from './help.tsx'
import { MarketView } from './market-view.tsx'
import { OverTimeView } from './over-time-view.tsx'
import { PairView } from './pair-view.tsx'
import { ReportView } from './report-view.tsx'
import { RunFacts } from './run-facts.tsx'
import { ScreenView } from './screen-view.tsx'
import { SweepView } from './sweep-view.tsx'
import { TradeView } from './trade-view.tsx'
import { VerdictView } from './verdict-view.tsx'
import { WalkForwardView } from './walk-forward-view.tsx'

/** The whole page. */
export function Desk(): VNode {
  const state = desk.value
  const result = state.report?.result
  return (
    <>
      <Header state={state} />
      {result?.kind === 'trade' && result.path !== undefined ? (
        <TradeView run={result} path={result.path} theme={state.theme} />
      ) : result !== undefined && isOnReports(result) ? (
        <ReportView result={result} />
      ) : state.report === null && isMarketAddress(state.address) ? (
        <MarketView address={state.address} />
      ) : state.address.view === 'screen' ? (
        <ScreenView state={state} table={state.address.table} />
      ) : state.address.view === 'over-time' ? (
        <OverTimeView state={state} address={state.address} />
      ) : state.address.view === 'walk-forward' ? (
        <WalkForwardView state={state} address={state.address} />
      ) : state.address.view === 'sweep' ? (
        <SweepView state={state} address={state.address} />
      ) : state.address.view === 'verdict' ? (
        <VerdictView state={state} address={state.address} />
      ) : state.address.view === 'pair' ? (
        <PairView state={state} address={state.address} />
      ) : null}
      {state.report !== null && <RunFacts run={state.report} />}
      {state.isHelpOpen && <Help />}
    </>
  )
}
