/** A number for people: so many decimals, `–` for what is missing, exponents for p-values too small to show. */
export function decimal(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return withoutSignOfZero(value.toFixed(decimals))
}

/** A thing that rounds to nothing is not below it. */
function withoutSignOfZero(text: string): string {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text
}

/** A probability: four decimals, or an exponent where these would show nothing. */
export function probability(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  return value !== 0 && value < 5e-4 ? value.toExponential(1) : value.toFixed(4)
}

/** Money or any amount, thousands apart. */
export function money(value: number | null | undefined, decimals = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const written = value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  return withoutSignOfZero(written)
}

/** A fraction as a percentage. */
export function percent(value: number | null | undefined, decimals = 2): string {
  return value === null || value === undefined ? '–' : `${decimal(value * 100, decimals)} %`
}

/** The day and minute of an instant in UTC, from epoch milliseconds. */
export function minuteOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')
}

/** The day and second of an instant in UTC, from epoch milliseconds. */
export function secondOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')
}

/** How many, thousands apart. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** How many of what: `1 file`, `2 files`. */
export function counted(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? '' : 's'}`
}
