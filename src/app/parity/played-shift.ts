import type { TradeConfig } from '../trade/trade-config.ts'

/**
 * Of a recording that a served exchange plays: microseconds added to its instants. Null where nothing is served, or what
 * is served is made up.
 */
export async function playedShift({ venues }: Pick<TradeConfig, 'venues'>): Promise<number | null> {
  for (const { connection } of venues.values()) {
    if (connection.url === '') continue
    const answer = await fetch(new URL('/', connection.url)).catch(() => undefined)
    if (answer === undefined || !answer.ok) continue
    const { playedShiftUs } = (await answer.json()) as { readonly playedShiftUs?: number | null }
    if (typeof playedShiftUs === 'number') return playedShiftUs
  }
  return null
}
