import type { RunPath } from '../src/engine/run-path.ts'

/** What a chart of a run draws, a row a second at most: its time axis knows no finer. */
export interface TradeColumns {
  /** Epoch milliseconds. */
  readonly time: readonly number[]
  readonly equity: readonly number[]
  readonly price: readonly number[]
  readonly spread: readonly number[]
  readonly slippage: readonly number[]
  readonly fees: readonly number[]
  readonly funding: readonly number[]
  /** Empty where no venue's fund has paid anything. */
  readonly insurance: readonly number[]
  /** Of the instrument that is looked at: the mid, and what was held; empty where nothing was traded. */
  readonly mid: readonly (number | null)[]
  readonly position: readonly number[]
}

/** The columns of a run and one of its traded instruments. */
export function tradeColumns(path: RunPath, instrument: number): TradeColumns {
  const rows = lastOfSeconds(path.times)
  const pick = <Value>(column: readonly Value[]): Value[] => rows.map((row) => column[row]!)
  const { price, spread, slippage, fees, funding, insurance } = path.causes
  const own = path.instruments.find(({ index }) => index === instrument)
  return {
    time: pick(path.times),
    equity: pick(path.equity),
    price: pick(price),
    spread: pick(spread),
    slippage: pick(slippage),
    fees: pick(fees),
    funding: pick(funding),
    insurance: insurance === undefined ? [] : pick(insurance),
    mid: own === undefined ? [] : pick(own.mids),
    position: own === undefined ? [] : pick(own.positions),
  }
}

/** The last row of each second. Times ascend. */
function lastOfSeconds(times: readonly number[]): number[] {
  const second = (row: number): number => Math.floor(times[row]! / 1_000)
  return [...times.keys()].filter(
    (row) => row === times.length - 1 || second(row) !== second(row + 1),
  )
}

/** Fills of one side within a second, as one mark. */
export interface FillMark {
  /** Epoch milliseconds. */
  readonly time: number
  /** Mean by quantity. */
  readonly price: number
}

/** The marks of an instrument's fills. */
export function fillMarks(
  { fills }: RunPath,
  instrument: number,
): { readonly buys: readonly FillMark[]; readonly sells: readonly FillMark[] } {
  const own = fills.filter((fill) => fill.instrument === instrument)
  return {
    buys: bySecond(own.filter(({ quantity }) => quantity > 0)),
    sells: bySecond(own.filter(({ quantity }) => quantity < 0)),
  }
}

function bySecond(fills: RunPath['fills']): FillMark[] {
  const seconds = new Map<number, { quantity: number; money: number }>()
  for (const { time, quantity, price } of fills) {
    const second = Math.floor(time / 1_000)
    const sum = seconds.get(second) ?? { quantity: 0, money: 0 }
    seconds.set(second, {
      quantity: sum.quantity + quantity,
      money: sum.money + quantity * price,
    })
  }
  return [...seconds]
    .toSorted(([a], [b]) => a - b)
    .map(([second, { quantity, money }]) => ({ time: second * 1_000, price: money / quantity }))
}
