import type { VenueRequest } from '../serving/venue-request.ts'
import { invalid } from './refusals.ts'

/** The parameters of a query, where one name may be there several times. */
export class Query {
  readonly #params: URLSearchParams

  constructor({ query }: Pick<VenueRequest, 'query'>) {
    this.#params = new URLSearchParams(query)
  }

  one(name: string): string | undefined {
    const value = this.#params.get(name)
    return value === null || value === '' ? undefined : value
  }

  /** Under its own name or, as lists are written, in the plural. */
  list(name: string): readonly string[] {
    return [...this.#params.getAll(name), ...this.#params.getAll(`${name}s`)]
      .flatMap((value) => value.split(','))
      .filter((value) => value !== '')
  }

  whole(name: string, otherwise: number): number {
    const text = this.one(name)
    if (text === undefined) return otherwise
    return /^\d{1,15}$/.test(text) ? Number(text) : invalid(`invalid ${name}`)
  }

  /** Microseconds of an instant in ISO 8601. */
  instant(name: string, otherwise: number): number {
    const text = this.one(name)
    if (text === undefined) return otherwise
    const at = Date.parse(text) * 1_000
    return Number.isNaN(at) ? invalid(`invalid ${name}`) : at
  }
}

/** Those of a list that a page has, and where the next one begins: the cursor is an offset. */
export function pageOf<Row>(
  rows: readonly Row[],
  query: Query,
  usual: number,
): { readonly page: readonly Row[]; readonly cursor: string } {
  const from = query.whole('cursor', 0)
  const limit = query.whole('limit', usual)
  const next = from + limit
  return { page: rows.slice(from, next), cursor: next < rows.length ? String(next) : '' }
}
