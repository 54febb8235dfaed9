import type { Instant } from '../../../core/time.ts'
import { mirrored } from '../../../strategies/pairs/decide.ts'
import { legUnits } from '../../../strategies/pairs/size-legs.ts'
import type { FoldModel } from '../relation/fold-model.ts'
import type { BookDriver } from './book-driver.ts'
import { isIdle, startTrader } from './trader.ts'

/**
 * Puts the relations of a new fold in force, the best first. A trader whose instruments were chosen again goes on with
 * what it holds and knows; one whose were not opens nothing more, and goes when it is flat.
 */
export function adoptFold(driver: BookDriver, models: readonly FoldModel[], from: Instant): void {
  const { traders } = driver
  const before = new Map([...traders].map(([key, trader]) => [key, trader.model]))
  for (const trader of traders.values()) trader.model = undefined
  for (const [rank, model] of models.entries()) {
    const key = keyOf(model)
    const trader = traders.get(key)
    if (trader === undefined) {
      traders.set(key, startTrader(model, rank, from))
      continue
    }
    const known = before.get(key)
    const isFlat = trader.state.stance === 'flat'
    if (isFlat && known !== undefined && isMirrored(known, model)) {
      trader.state = mirrored(trader.state)
    }
    trader.model = model
    trader.rank = rank
  }
  for (const [key, trader] of traders) if (isIdle(trader)) traders.delete(key)
}

/** Whether buying the residual of one relation is selling that of another on the same instruments. */
export function isMirrored(one: FoldModel, other: FoldModel): boolean {
  const y = one.joined.legs[0]!.bars.instrument.name
  const place = other.joined.legs.findIndex(({ bars }) => bars.instrument.name === y)
  return legUnits(other.hedge?.hedgeRatios ?? [], 'long')[place]! < 0
}

/** The same for the same instruments, whichever of them is y. */
function keyOf({ joined }: FoldModel): string {
  return joined.legs
    .map(({ bars }) => bars.instrument.name)
    .toSorted()
    .join(' ')
}
