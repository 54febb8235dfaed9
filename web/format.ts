// Numbers as a desk shows them: a true minus sign, a fixed number of digits a column, a dash for what is missing.

/** Stands for a value there is none of; never for zero. */
export const missing = '\u2013'

/** Fixed decimals with thousands apart: `12,345.60`, `−0.50`. */
export function formatFixed(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return missing
  const text = value.toFixed(decimals)
  // What rounds to zero has no sign: −0.00 would say something fell.
  const negative = text.startsWith('-') && Number(text) !== 0
  const [whole = '', fraction] = text.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${negative ? '\u2212' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

/** The same with a plus where it is one: changes and money earned. */
export function formatSigned(value: number | null, decimals: number): string {
  const text = formatFixed(value, decimals)
  const isPlus = value !== null && Number.isFinite(value) && Number(value.toFixed(decimals)) > 0
  return isPlus ? `+${text}` : text
}

/** A probability: four decimals, and in powers of ten where those would all be zeros. */
export function formatProbability(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return missing
  if (value === 0) return '0'
  if (value >= 1e-4) return value.toFixed(4)
  const [digits = '', exponent = ''] = value.toExponential(1).split('e')
  return `${digits}e${exponent.replace('-', '\u2212')}`
}

/** About `digits` significant ones, never in powers of ten: prices and hedge ratios of any size. */
export function formatSignificant(value: number | null, digits: number): string {
  if (value === null || !Number.isFinite(value)) return missing
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  return formatFixed(value, Math.min(12, Math.max(0, digits - 1 - magnitude)))
}

/** At most so many significant digits, none that only fill up: quantities, `40` and `0.01234`. */
export function formatQuantity(value: number | null, digits: number): string {
  const text = formatSignificant(value, digits)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** A fraction as per cent: `−1.25 %`. */
export function formatPercent(fraction: number | null, decimals: number): string {
  const text = formatFixed(fraction === null ? null : fraction * 100, decimals)
  return text === missing ? missing : `${text}\u202f%`
}

/** Epoch milliseconds as `2024-01-05 14:00`, UTC. */
export function formatTime(milliseconds: number): string {
  return Number.isFinite(milliseconds)
    ? new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')
    : missing
}

/** Epoch milliseconds as `2024-01-05 14:00:03`, UTC: what somebody did. */
export function formatSecond(milliseconds: number): string {
  return formatClock(milliseconds).slice(0, 19)
}

/** Epoch milliseconds as `2024-01-05 14:00:03.250`, UTC: what lasts milliseconds. */
export function formatClock(milliseconds: number): string {
  return Number.isFinite(milliseconds)
    ? new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')
    : missing
}

/** Epoch milliseconds as `2024-01-05`, UTC. */
export function formatDay(milliseconds: number): string {
  return formatTime(milliseconds).slice(0, 10)
}

/** How long something took: `840 ms`, `41.2 s`, `3 min 20 s`. */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1_000
  if (seconds < 100) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
}

/** Name without the quote where every series has the same one: `ETH` of `ETH-USDT`. */
export function shortNames(series: readonly string[]): ReadonlyMap<string, string> {
  const quotes = new Set(series.map((name) => name.split('-')[1] ?? ''))
  return new Map(
    series.map((name) => [name, quotes.size === 1 ? (name.split('-')[0] ?? name) : name]),
  )
}
