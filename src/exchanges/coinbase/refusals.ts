import { Refused, type Answer } from '../serving/answer.ts'

/** What Coinbase says when it turns something away. */
export function refusal(error: string, message: string, status = 400): Answer {
  return { status, body: { error, error_details: message, message } }
}

export function refuse(error: string, message: string, status = 400): never {
  throw new Refused(refusal(error, message, status))
}

export function invalid(message: string): never {
  return refuse('INVALID_ARGUMENT', message)
}

/** Why is not said. */
export function unauthorised(): never {
  throw new Refused({ status: 401, body: 'Unauthorized\n' })
}

/** Nothing was heard of the matching: what became of the request is not known. */
export const unanswered: Answer = refusal('DEADLINE_EXCEEDED', 'context deadline exceeded', 504)
