import { Random } from '../../src/math/random.ts'
import type { BookSide } from '../../src/core/events/event-codes.ts'

/** One change of one level. */
export interface LevelUpdate {
  readonly side: BookSide
  readonly price: number
  readonly quantity: number
}

/** Share of the updates in which the market leaps by up to four windows of the narrowest book. */
const leapShare = 1e-4

/**
 * A market that walks: updates near and far from a middle that moves by a tick now and then and leaps seldom, three in
 * ten of them deletions. Sides may cross, as they do in feeds that are broken.
 */
export function* randomUpdates(seed: number, count: number): Generator<LevelUpdate> {
  const random = new Random(seed)
  let middle = 100_000
  for (let row = 0; row < count; row++) {
    if (random.uniform() < 0.05) middle += random.uniform() < 0.5 ? 1 : -1
    if (random.uniform() < leapShare) middle += Math.round((random.uniform() - 0.5) * 1_024)
    const side = random.uniform() < 0.5 ? 0 : 1
    const meanTicks = random.uniform() < 0.7 ? 10 : 200
    const distance = 1 + Math.floor(-meanTicks * Math.log(1 - random.uniform()))
    const price = side === 0 ? middle - distance : middle + distance
    const quantity = random.uniform() < 0.3 ? 0 : 1 + Math.floor(random.uniform() * 1e6)
    yield { side, price, quantity }
  }
}
