import type { VNode } from 'preact'
import type { ResultOnReports } from '../state.ts'
import { ArbBacktestView } from './arb-backtest-view.tsx'
import { ArbScanView } from './arb-scan-view.tsx'
import { ComparisonView } from './comparison-view.tsx'
import { DocumentView } from './document-view.tsx'
import { RouteView } from './route-view.tsx'
import { ScheduleView } from './schedule-view.tsx'
import { SummaryView } from './summary-view.tsx'

/** A saved run of a kind that only reports show. */
export function ReportView({ result }: { readonly result: ResultOnReports }): VNode {
  switch (result.kind) {
    case 'stats':
    case 'trade':
      return <SummaryView run={result} />
    case 'trade-comparison':
      return <ComparisonView result={result} />
    case 'arb-scan':
      return <ArbScanView result={result} />
    case 'arb-backtest':
      return <ArbBacktestView result={result} />
    case 'route':
      return <RouteView run={result} />
    case 'route-schedule':
      return <ScheduleView run={result} />
    case 'plain':
      return <DocumentView result={result} />
  }
}
