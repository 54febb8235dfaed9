/** Marks a text that is written as a bare number: Kraken writes every decimal of the pair, `0.10000000`. */
const mark = '\u0001'
const marked = /"\\u0001(-?[\d.]+)"/g

/** A decimal text as a number of JSON, with all its zeros. */
export function bare(decimal: string): string {
  return mark + decimal
}

/** JSON of a value in which `bare` decimals stand as they are. */
export function wireJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(marked, '$1')
}
