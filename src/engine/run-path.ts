import { millisecondsOf, type Instant } from '../core/time.ts'
import type { ForcedKind } from './account.ts'
import type { Engine } from './engine.ts'

/** How a run went, in columns: a row for each of its instants. Money in the reporting currency; null: not known. */
export interface RunPath {
  /** Epoch milliseconds of local time. */
  readonly times: readonly number[]
  readonly equity: readonly number[]
  /** Gains by cause since the run began; they add up to equity less capital. */
  readonly causes: {
    readonly price: readonly number[]
    readonly spread: readonly number[]
    readonly slippage: readonly number[]
    readonly fees: readonly number[]
    readonly funding: readonly number[]
    /** Absent: no venue's fund has paid anything. */
    readonly insurance?: readonly number[]
  }
  /** Of what was traded: what was held (signed, base units), and the mid (quote units). */
  readonly instruments: readonly {
    /** Among the instruments of the result. */
    readonly index: number
    readonly positions: readonly number[]
    readonly mids: readonly (number | null)[]
  }[]
  /** One fill of so many is among `fills`. */
  readonly fillsEvery: number
  readonly fills: readonly PathFill[]
}

/** A fill of a run. */
interface PathFill {
  /** Epoch milliseconds. */
  readonly time: number
  readonly instrument: number
  /** Signed: bought above zero. */
  readonly quantity: number
  readonly price: number
  readonly isMaker: boolean
  /** Among the run's strategies; -1: nobody's. */
  readonly strategy: number
  /** Closed by force, and how. */
  readonly forced?: ForcedKind
}

/** The path of a run that is over. */
export function runPath({ track, setup, account }: Engine): RunPath {
  const { spread, slippage, fees, funding, insurance, equity } = track
  const price = equity.map(
    (value, at) =>
      value -
      setup.capital -
      (spread[at]! + slippage[at]! + fees[at]! + funding[at]! + insurance[at]!),
  )
  return {
    times: track.times.map((time) => millisecondsOf(time as Instant)),
    equity,
    causes: {
      price,
      spread,
      slippage,
      fees,
      funding,
      ...(insurance.some((each) => each !== 0) ? { insurance } : {}),
    },
    instruments: account.holdings.flatMap(({ fills }, index) =>
      fills === 0
        ? []
        : [
            {
              index,
              positions: track.positions[index]!,
              mids: track.mids[index]!.map((mid) => (Number.isNaN(mid) ? null : mid)),
            },
          ],
    ),
    fillsEvery: track.fillsEvery,
    fills: track.fills.map((fill) => ({ ...fill, time: millisecondsOf(fill.time as Instant) })),
  }
}
