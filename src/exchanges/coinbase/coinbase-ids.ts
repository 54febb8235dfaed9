import { createHash } from 'node:crypto'

/** A number as a UUID that is always the same: the kind decides its first digits, the last twelve are the number. */
export function uuidOf(kind: string, number: number): string {
  const digits = createHash('sha256').update(`${kind} ${number}`).digest('hex')
  const last = number.toString(16).padStart(12, '0')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(12, 15)}`,
    `8${digits.slice(15, 18)}`,
    last,
  ].join('-')
}

/** The number of a UUID of this kind; NaN when it is none. */
export function numberOf(kind: string, uuid: string): number {
  const number = Number.parseInt(uuid.slice(-12), 16)
  return uuidOf(kind, number) === uuid ? number : NaN
}

/** Of an account, by its currency. */
export function accountUuid(currency: string): string {
  return uuidOf(`account ${currency}`, 1)
}

/** The one user there is, and the one portfolio. */
export const userId: string = uuidOf('user', 1)
export const portfolioId: string = uuidOf('portfolio', 1)
