import { forwardReturns } from '../../../forecast/labels/forward-return.ts'
import { PathReader, type PricePath } from '../../../forecast/labels/price-path.ts'
import { foldIntervals, type Interval } from '../../../forecast/scorecard/fold-bootstrap.ts'
import type { FlowFill, FlowMark } from '../../../strategies/flow/flow-desk.ts'
import type {
  FlowMarkout,
  MakingSide,
  MakingUse,
  TakingUse,
  TimingUse,
} from './flow-uses-result.ts'

/** What figures of uses are made with. */
export interface JudgeOptions {
  /** Mids, as they were heard. */
  readonly path: PricePath
  readonly gapMost: number
  readonly horizon: number
  readonly draws: number
  readonly seed: number
}

/** What a strategy did. */
export interface UseRun {
  readonly fills: readonly FlowFill[]
  readonly marks: readonly FlowMark[]
}

/** Fewer trades, fills or stretches have no interval, and no mean is told of them. */
const countLeast = 10
/** Trades, orders or stretches of a block of the bootstrap, in the mean. */
const meanBlock = 3
const none: Interval = { value: null, low: null, high: null }

/** Trades of a taker: what was paid for each beside what it fetched. */
export function takingUse(
  { fills }: UseRun,
  takerFeeBps: number,
  options: JudgeOptions,
): TakingUse {
  const net: number[] = []
  for (const trade of byLabel(fills).values()) {
    let [held, cash, opened, traded] = [0, 0, 0, 0]
    for (const { sign, quantity, price } of trade) {
      held += sign * quantity
      cash -= sign * quantity * price
      traded += quantity * price
      if (sign === trade[0]!.sign) opened += quantity * price
    }
    // What was not closed by the end of the data is no trade yet.
    if (Math.abs(held) > 1e-9 * trade[0]!.quantity) continue
    net.push(((cash - (traded * takerFeeBps) / 1e4) / opened) * 1e4)
  }
  return {
    takerFeeBps,
    trades: net.length,
    netBps: meanOf(net, options),
    markouts: markoutsOf(fills, options),
  }
}

/** A maker who skews beside one who does not, over the same stretches of time. */
export function makingUse(
  plain: UseRun,
  skewed: UseRun,
  fees: { readonly makerFeeBps: number; readonly takerFeeBps: number },
  options: JudgeOptions,
): MakingUse {
  const columns = [...stretches(plain.marks, fees), ...stretches(skewed.marks, fees)]
  const length = Math.min(...columns.map((column) => column.length))
  const cut = columns.map((column) => column.subarray(0, length))
  const both = [
    (s: Float64Array): number | null => perTurnover(s[0]!, s[1]!),
    (s: Float64Array): number | null => perTurnover(s[2]!, s[3]!),
    (s: Float64Array): number | null =>
      s[1]! > 0 && s[3]! > 0 ? (s[2]! / s[3]! - s[0]! / s[1]!) * 1e4 : null,
  ]
  const [own, other, gain] = length < countLeast ? [] : intervalsOf(cut, both, options)
  const sideOf = ({ fills }: UseRun, netBps: Interval): MakingSide => ({
    fills: fills.length,
    turnover: fills.reduce((sum, { quantity, price }) => sum + quantity * price, 0),
    netBps,
    markouts: markoutsOf(fills, options),
  })
  return {
    makerFeeBps: fees.makerFeeBps,
    plain: sideOf(plain, own ?? none),
    skewed: sideOf(skewed, other ?? none),
    gainBps: gain ?? none,
  }
}

function perTurnover(gained: number, traded: number): number | null {
  return traded > 0 ? (gained / traded) * 1e4 : null
}

/** Orders by their numbers: what each cost when it waited beside what it cost at once. */
export function timingUse(atOnce: UseRun, timed: UseRun, options: JudgeOptions): TimingUse {
  const own = byLabel(atOnce.fills)
  const savings: number[] = []
  let [waited, seconds] = [0, 0]
  for (const [label, fills] of byLabel(timed.fills)) {
    const before = own.get(label)
    if (before === undefined) continue
    const [{ sign, time }, price, other] = [fills[0]!, meanPrice(fills), meanPrice(before)]
    savings.push(((sign * (other - price)) / other) * 1e4)
    const later = (time - before[0]!.time) / 1e6
    if (later <= 0) continue
    waited++
    seconds += later
  }
  return {
    orders: savings.length,
    waited,
    waitedSecondsMean: waited === 0 ? null : seconds / waited,
    savingBps: meanOf(savings, options),
    markouts: markoutsOf(timed.fills, options),
  }
}

function byLabel(fills: readonly FlowFill[]): ReadonlyMap<number, readonly FlowFill[]> {
  const all = new Map<number, FlowFill[]>()
  for (const fill of fills) {
    const own = all.get(fill.label)
    if (own === undefined) all.set(fill.label, [fill])
    else own.push(fill)
  }
  return all
}

function meanPrice(fills: readonly FlowFill[]): number {
  let [notional, quantity] = [0, 0]
  for (const fill of fills) {
    notional += fill.quantity * fill.price
    quantity += fill.quantity
  }
  return notional / quantity
}

/** By stretch between marks: what was gained after fees, and what was traded. */
function stretches(
  marks: readonly FlowMark[],
  { makerFeeBps, takerFeeBps }: { readonly makerFeeBps: number; readonly takerFeeBps: number },
): [Float64Array, Float64Array] {
  const net = ({ value, maker, taker }: FlowMark): number =>
    value - (maker * makerFeeBps + taker * takerFeeBps) / 1e4
  const later = marks.slice(1)
  return [
    Float64Array.from(later, (mark, k) => net(mark) - net(marks[k]!)),
    Float64Array.from(
      later,
      ({ maker, taker }, k) => maker + taker - marks[k]!.maker - marks[k]!.taker,
    ),
  ]
}

const markoutSeconds = [1, 10, 60]

function markoutsOf(fills: readonly FlowFill[], options: JudgeOptions): readonly FlowMarkout[] {
  const { path, gapMost, horizon } = options
  const sorted = fills.toSorted((one, other) => one.time - other.time)
  const times = Float64Array.from(sorted, ({ time }) => time)
  const mids = new PathReader(path, gapMost)
  const now = times.map((time) => mids.at(time))
  return [...new Set([...markoutSeconds, horizon / 1e6])].map((seconds) => {
    const moved = forwardReturns(path, times, { after: seconds * 1e6 }, gapMost)
    const bps: number[] = []
    for (const [k, { sign, price }] of sorted.entries()) {
      const mid = now[k]! * (1 + moved[k]! / 1e4)
      if (Number.isFinite(mid)) bps.push(sign * (mid / price - 1) * 1e4)
    }
    return { seconds, fills: bps.length, bps: meanOf(bps, options) }
  })
}

function meanOf(values: readonly number[], options: JudgeOptions): Interval {
  if (values.length < countLeast) return none
  const column = Float64Array.from(values)
  const ones = column.map(() => 1)
  return intervalsOf([column, ones], [(s) => s[0]! / s[1]!], options)[0]!
}

function intervalsOf(
  columns: readonly Float64Array[],
  statistics: Parameters<typeof foldIntervals>[1],
  { draws, seed }: JudgeOptions,
): Interval[] {
  const starts = Int32Array.of(0, columns[0]!.length)
  return foldIntervals(columns, statistics, { starts, meanBlock, draws, seed })
}
