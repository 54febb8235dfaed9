import type { WatchEvent } from '../../research/arbitrage/watch-result.ts'
import { decimal, money, percent } from './format.ts'

/** What a live watch tells, for a person: one line. */
export function watchEventLine(event: WatchEvent): string {
  return `${clockTime(event.time)}  ${words(event)}`
}

function words(event: WatchEvent): string {
  switch (event.event) {
    case 'opened': {
      const { netBps, captureProbability, quoteRates } = event
      const rates = Object.entries(quoteRates).map(([from, rate]) => `${from} at ${rate}`)
      const chance =
        captureProbability === null ? [] : [`capture ${percent(captureProbability, 0)}`]
      const what = [`${decimal(netBps, 2)} bps net`, ...profit(event), ...chance, ...rates]
      return `opened  ${pair(event)}  ${quantity(event)}${what.join(', ')}`
    }
    case 'closed': {
      const { durationMs, peakBps, endReason } = event
      return `closed  ${pair(event)}  after ${life(durationMs)}, best ${decimal(peakBps, 2)} bps: ${endings[endReason]}`
    }
    case 'captured': {
      const { buyQuantity, sellQuantity, quantity: wanted, base, quote, profitQuote } = event
      const isWhole = buyQuantity === wanted && sellQuantity === wanted
      const got = isWhole
        ? 'been filled whole'
        : `bought ${buyQuantity} and sold ${sellQuantity} of ${wanted} ${base}`
      const left =
        profitQuote === null ? 'too thin to undo the rest' : `${money(profitQuote)} ${quote}`
      return `orders  ${pair(event)}  would have ${got}: ${left}`
    }
    case 'cycle': {
      const { legs, durationMs, netBps, profitQuote, quote } = event
      const way = legs.map(({ venue, symbol, side }) => `${side} ${venue}:${symbol}`).join(', ')
      const worth = profitQuote === null ? '' : `, ${money(profitQuote)} ${quote}`
      return `round   ${way}  ${decimal(netBps, 2)} bps${worth}, for ${life(durationMs)}`
    }
    case 'not-used':
      return `not used  ${event.venue}:${event.symbol} ${event.class}: ${faults[event.reason]}`
    case 'used-again':
      return `used again  ${event.venue}:${event.symbol} ${event.class}: no longer ${event.reason}`
    case 'different-assets':
      return `not compared  ${event.base} at ${event.buyVenue} and ${event.sellVenue}: prices ${decimal(event.ratio, 3)} apart are no one asset's`
  }
}

const endings: Readonly<Record<string, string>> = {
  edge: 'the edge is gone',
  stale: 'a book fell silent',
  crossed: 'a book is crossed',
  distrusted: 'a book is not trusted',
  'end-of-tape': 'still open at the end',
}

const faults: Readonly<Record<string, string>> = {
  stale: 'silent for too long',
  crossed: 'crossed in itself',
  distrusted: 'a gap, or trusted too little',
}

function pair(event: {
  readonly base: string
  readonly quote: string
  readonly buyVenue: string
  readonly sellVenue: string
  readonly kind?: string
}): string {
  const basis = event.kind === 'basis' ? ' (basis)' : ''
  return `${event.base}-${event.quote}${basis} ${event.buyVenue} → ${event.sellVenue}`
}

function quantity(event: { readonly quantity: number | null; readonly base: string }): string {
  return event.quantity === null ? '' : `${event.quantity} ${event.base}, `
}

function profit(event: {
  readonly profitQuote: number | null
  readonly quote: string
}): readonly string[] {
  return event.profitQuote === null
    ? ['no quantities told']
    : [`${money(event.profitQuote)} ${event.quote}`]
}

function life(ms: number): string {
  return ms < 1_000 ? `${decimal(ms, 1)} ms` : `${decimal(ms / 1_000, 2)} s`
}

/** Of the day, UTC. */
function clockTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 23)
}
