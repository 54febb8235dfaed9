import type { Instant } from '../../core/time.ts'

/** A request as a venue sees it. */
export interface VenueRequest {
  readonly method: string
  /** The venue's own, without the query. */
  readonly path: string
  /** As it came, without the question mark. */
  readonly query: string
  /** As it came: what is signed. */
  readonly body: string
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  /** When it was read, the venue's clock. */
  readonly at: Instant
  /** What the places in a route's path were filled with. */
  readonly places: Readonly<Record<string, string>>
}

/** A form or query as names and values; a name given twice has its last value. */
export function formFields(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}
