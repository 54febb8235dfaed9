import type { Part, Routing } from '../part.ts'
import { object } from '../parts/object.ts'
import { symbol } from '../parts/symbol.ts'
import { constant, snapshotTold } from '../parts/texts.ts'
import { byText, firstOf, type Cases } from '../routing.ts'

// What both versions of Bitget's WebSocket say alike.

export const told: Part = snapshotTold({ '"snapshot"': true, '"update"': false })

/** Which feed: `{"instType":"SPOT","channel":"books","instId":"BTCUSDT"}`. */
export function argOf(instType: string, name: string): Part {
  return object({
    instType: constant(instType),
    channel: constant(name),
    instId: symbol,
  })
}

/** By the feed, since several come over one connection and may call their instruments alike, and then the channel. */
export function routeByArg(instType: string, channels: Cases, others: Routing): Routing {
  return firstOf(
    byText(['event'], {
      subscribe: 'acknowledgement',
      unsubscribe: 'acknowledgement',
      error: 'acknowledgement',
    }),
    byText(['arg', 'instType'], { [instType]: byText(['arg', 'channel'], channels) }),
    others,
  )
}
