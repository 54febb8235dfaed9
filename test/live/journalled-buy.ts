import type { JournalRecord } from '../../src/core/journal.ts'
import type { Lots } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'

/** That a run decided to buy five lots of its first instrument at the market, as its first order. */
export function journalledBuy(time: Instant, wireId: string): JournalRecord {
  const order = {
    clientOrderId: 1,
    instrument: 0,
    side: 'buy',
    lots: 5 as Lots,
    pricing: { kind: 'market' },
    timeInForce: { kind: 'ioc' },
    isReduceOnly: false,
  } as const
  const of = { strategy: 0, label: null, arrivalMid: null, isOfLegs: false } as const
  return { time, kind: 'intent', wireId, order, ...of }
}
