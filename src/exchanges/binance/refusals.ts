import { Refused, type Answer } from '../serving/answer.ts'

/** What Binance says when it turns something away. https://developers.binance.com/docs/binance-spot-api-docs/errors */
export function refusal(code: number, msg: string, status = 400): Answer {
  return { status, body: { code, msg } }
}

export function refuse(code: number, msg: string, status = 400): never {
  throw new Refused(refusal(code, msg, status))
}

export function missing(name: string): never {
  return refuse(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`)
}

export function illegal(name: string): never {
  return refuse(
    -1100,
    `Illegal characters found in parameter '${name}'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.`,
  )
}
