import { Refused, type Answer } from '../serving/answer.ts'

/** How OKX answers: a code, words, and rows. */
export interface Said {
  readonly code: string
  readonly msg: string
  readonly data: readonly unknown[]
}

export function said(data: readonly unknown[], code = '0', msg = ''): Said {
  return { code, msg, data }
}

/** https://www.okx.com/docs-v5/en/#error-code */
export function refusal(code: string, msg: string, status = 200): Answer {
  return { status, body: { code, msg, data: [] } }
}

export function refuse(code: string, msg: string, status = 200): never {
  throw new Refused(refusal(code, msg, status))
}

/** Code and words of a refusal, as the rows of orders tell them. */
export function codeOf({ answer }: Refused): { readonly sCode: string; readonly sMsg: string } {
  const { code, msg } = answer.body as { readonly code: string; readonly msg: string }
  return { sCode: code, sMsg: msg }
}
