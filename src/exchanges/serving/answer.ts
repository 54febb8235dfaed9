/** A venue's answer to a request: JSON, unless `body` is a text already. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export function answer(body: unknown): Answer {
  return { status: 200, body }
}

/** JSON that is written already. */
export function jsonText(body: string): Answer {
  return { status: 200, body, headers: { 'content-type': 'application/json;charset=UTF-8' } }
}

/** A request that a venue turns away, in its own words: thrown by what looks at it, and answered. */
export class Refused extends Error {
  readonly answer: Answer

  constructor(refusal: Answer) {
    super(`refused with ${refusal.status}`)
    this.name = 'Refused'
    this.answer = refusal
  }
}
