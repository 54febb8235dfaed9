import { answer, Refused, type Answer } from '../serving/answer.ts'

/** What Kraken says when it turns something away: errors in a list, under 200. https://docs.kraken.com/api/docs/guides/spot-errors */
export function refusal(error: string, status = 200): Answer {
  return { status, body: { error: [error] } }
}

export function refuse(error: string): never {
  throw new KrakenRefused(error)
}

/** A refusal that a socket says in a message of its own. */
export class KrakenRefused extends Refused {
  readonly error: string

  constructor(error: string) {
    super(refusal(error))
    this.name = 'KrakenRefused'
    this.error = error
  }
}

export function invalid(name: string): never {
  return refuse(`EGeneral:Invalid arguments:${name}`)
}

export function granted(result: unknown): Answer {
  return answer({ error: [], result })
}

/** Nothing was heard of the matching: what became of the request is not known. */
export const timeoutError = 'EService:Timeout'
