/**
 * Round numbers between two others: 1, 2 or 5 times a power of ten apart, about as many as asked for.
 *
 * @example
 * axisTicks(0, 97, 5) // => [0, 20, 40, 60, 80]
 */
export function axisTicks(low: number, high: number, wanted: number): readonly number[] {
  const span = high - low
  if (!(span > 0) || !Number.isFinite(span)) return Number.isFinite(low) ? [low] : []
  const rough = span / Math.max(1, wanted)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= rough)!
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first + 1
  // A multiple of the step, not a sum of steps: 0.1 + 0.2 is no tick.
  return Array.from({ length: count }, (_, k) => Number(((first + k) * step).toPrecision(12)))
}

const second = 1_000
const [minute, hour, day] = [60 * second, 3_600 * second, 86_400 * second]
const timeSteps = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].map((times) => times * second),
  ...[1, 2, 5, 10, 15, 30].map((times) => times * second),
  ...[1, 2, 5, 10, 15, 30].map((times) => times * minute),
  ...[1, 2, 3, 6, 12].map((times) => times * hour),
  ...[1, 2, 5, 10, 30, 100, 365].map((times) => times * day),
]

/** The same for instants in epoch milliseconds: full seconds, minutes, hours and days of UTC. */
export function timeTicks(low: number, high: number, wanted: number): readonly number[] {
  const span = high - low
  if (!(span > 0) || !Number.isFinite(span)) return Number.isFinite(low) ? [low] : []
  const rough = span / Math.max(1, wanted)
  const step = timeSteps.find((each) => each >= rough) ?? 1_000 * day
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step) - first + 1
  return Array.from({ length: count }, (_, k) => (first + k) * step)
}

/** An instant as a tick is written: the day where ticks are days apart, else the time as far as it is told apart. */
export function timeTickText(tick: number, ticks: readonly number[]): string {
  const text = new Date(tick).toISOString()
  const [first = 0, next = first + hour] = ticks
  if (next - first >= day) return text.slice(5, 10)
  const isNewDay = ticks.at(-1)! - first >= day / 2
  const date = isNewDay ? `${text.slice(5, 10)} ` : ''
  if (next - first < second) return text.slice(17, 23)
  return `${date}${text.slice(11, next - first < minute ? 19 : 16)}`
}

/** Decimals with which ticks that far apart are told apart. */
export function tickDecimals(ticks: readonly number[]): number {
  const [first, next] = ticks
  if (first === undefined) return 0
  if (next === undefined) return Math.min(10, (String(first).split('.')[1] ?? '').length)
  return Math.min(10, Math.max(0, -Math.floor(Math.log10(next - first) + 1e-9)))
}
