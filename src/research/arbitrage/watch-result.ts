import type { InstrumentClass } from '../../core/instrument.ts'
import type { BookFaultName, EndReason } from '../../strategies/arbitrage/opportunity.ts'
import type { FoundCycle, FoundOpportunity } from './scan-result.ts'

/** What an opportunity is when it opens. Instants are epoch milliseconds. */
export type Opened = Pick<
  FoundOpportunity,
  | 'kind'
  | 'base'
  | 'quote'
  | 'class'
  | 'startTime'
  | 'buyVenue'
  | 'sellVenue'
  | 'buySymbol'
  | 'sellSymbol'
  | 'quantity'
  | 'buyPrice'
  | 'sellPrice'
  | 'grossBps'
  | 'netBps'
  | 'touchBps'
  | 'profitQuote'
  | 'indicative'
  | 'quoteInUsd'
>

/** One thing a live watch tells, as it happens. `id` is one opportunity's in all that is told of it. */
export type WatchEvent =
  | (Opened & {
      readonly event: 'opened'
      readonly time: number
      readonly id: number
      /** Of both legs filled whole at the latencies that are told; null while nothing is known of captures. */
      readonly captureProbability: number | null
      /** What one of each other quote currency was worth then. */
      readonly quoteRates: Readonly<Record<string, number>>
    })
  | (Opened & {
      readonly event: 'closed'
      readonly time: number
      readonly id: number
      readonly durationMs: number
      readonly peakBps: number
      readonly endReason: EndReason
    })
  /** What two orders sent when it opened would have come to. */
  | {
      readonly event: 'captured'
      readonly time: number
      readonly id: number
      readonly base: string
      readonly quote: string
      readonly buyVenue: string
      readonly sellVenue: string
      readonly quantity: number
      readonly buyQuantity: number
      readonly sellQuantity: number
      /** null where the book was too thin to undo what one leg alone got. */
      readonly profitQuote: number | null
      readonly captureProbability: number | null
    }
  | (FoundCycle & { readonly event: 'cycle'; readonly time: number })
  /** A book is not used from now on, or is again. */
  | {
      readonly event: 'not-used' | 'used-again'
      readonly time: number
      readonly venue: string
      readonly symbol: string
      readonly class: InstrumentClass
      readonly reason: BookFaultName
    }
  | {
      readonly event: 'different-assets'
      readonly time: number
      readonly base: string
      readonly buyVenue: string
      readonly sellVenue: string
      /** Of the prices. */
      readonly ratio: number
    }
