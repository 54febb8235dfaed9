import { Refused, type Answer } from '../serving/answer.ts'

/** What a call answers, before it is wrapped as Bybit wraps every answer. */
export interface Said {
  readonly result: unknown
  readonly retExtInfo: unknown
}

export function said(result: unknown, retExtInfo: unknown = {}): Said {
  return { result, retExtInfo }
}

/** https://bybit-exchange.github.io/docs/v5/error */
export function refusal(retCode: number, retMsg: string, status = 200): Answer {
  return { status, body: { retCode, retMsg, result: {}, retExtInfo: {} } }
}

export function refuse(retCode: number, retMsg: string, status = 200): never {
  throw new Refused(refusal(retCode, retMsg, status))
}

/** What is wrong with the parameters of a request, whichever it is. */
export function wrongParameter(words: string): never {
  return refuse(10_001, words)
}

/** Code and words of a refusal, as batches and sockets list them. */
export function codeOf({ answer }: Refused): {
  readonly retCode: number
  readonly retMsg: string
} {
  return answer.body as { readonly retCode: number; readonly retMsg: string }
}
