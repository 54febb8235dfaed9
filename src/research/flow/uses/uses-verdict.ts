import type { Interval } from '../../../forecast/scorecard/fold-bootstrap.ts'
import type { FlowUses } from './flow-uses-result.ts'

/** What the uses come to, in one sentence. */
export function usesVerdict({
  taking,
  takingFree,
  making,
  timing,
}: Pick<FlowUses, 'taking' | 'takingFree' | 'making' | 'timing'>): string {
  if (making.plain.fills === 0 && timing.orders === 0) {
    return 'Its uses could not be tried: nothing was filled, as where there are quotes and no book of levels.'
  }
  const parts = [
    `taking at ${taking.takerFeeBps} bps ${takingWords(taking, takingFree)}`,
    `skewing a maker's quotes ${effect(making.gainBps, 'adds', 'bps of turnover')}`,
    `timing orders that are due anyway ${effect(timing.savingBps, 'saves', 'bps of an order')}`,
  ]
  return `Of its uses: ${parts.join('; ')}.`
}

function takingWords(taking: FlowUses['taking'], free: FlowUses['takingFree']): string {
  const own =
    taking.trades === 0
      ? 'is never worth it, for no forecast exceeds what both sides cost'
      : effect(taking.netBps, 'earns', `bps a trade in ${taking.trades}`)
  return free.trades === 0
    ? own
    : `${own} (without a fee it ${effect(free.netBps, 'earns', `bps a trade in ${free.trades}`)})`
}

function effect({ value, low, high }: Interval, verb: string, unit: string): string {
  if (value === null || low === null || high === null) return 'was too seldom possible to say'
  const range = `${value.toFixed(2)} ${unit} (${low.toFixed(2)} to ${high.toFixed(2)})`
  if (low > 0) return `${verb} ${range}`
  return high < 0 ? `costs: it ${verb} ${range}` : `does not show: it ${verb} ${range}`
}
