import { createHash, createHmac, createPrivateKey, createSecretKey, sign } from 'node:crypto'
import type { OrderAccount } from '../wire/order-writer.ts'

/** What a secret does; undefined where it is of a kind that is not known here. */
export type Signing = (secret: string) => OrderAccount['sign'] | undefined

/** A key in PEM where an HMAC's secret may stand is one of RSA or Ed25519. */
const isPem = (secret: string): boolean => secret.includes('PRIVATE KEY')

/** HMAC-SHA256 with the secret's own bytes; of Binance, Bybit and OKX. */
export function hmacSha256(encoding: 'hex' | 'base64'): Signing {
  return (secret) => {
    if (isPem(secret) || secret === '') return undefined
    const key = createSecretKey(secret, 'utf8')
    return (text) => createHmac('sha256', key).update(text).digest(encoding)
  }
}

/** HMAC-SHA512 with the decoded secret, over a path and the digest of what is sent there; of Kraken. */
export const hmacSha512OfDigest: Signing = (secret) => {
  const bytes = Buffer.from(secret, 'base64')
  // What Node passes over in base 64 and ccxt refuses is left to that.
  if (bytes.length === 0 || bytes.toString('base64') !== secret) return undefined
  const key = createSecretKey(bytes)
  return (text, digested = '') =>
    createHmac('sha512', key)
      .update(text)
      .update(createHash('sha256').update(digested).digest())
      .digest('base64')
}

/** ECDSA on P-256 with SHA-256, r and s behind one another, as tokens have it; of Coinbase. */
export const es256: Signing = (secret) => {
  if (!secret.startsWith('-----BEGIN EC PRIVATE KEY-----')) return undefined
  const key = createPrivateKey(secret)
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return undefined
  return (text) =>
    sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS 8: RFC 8410, section 7. */
const ed25519Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Ed25519 by a secret in base 64, of which the first half is the key; of Coinbase. */
export const ed25519: Signing = (secret) => {
  const seed = Buffer.from(secret, 'base64').subarray(0, 32)
  if (seed.length !== 32) return undefined
  const key = createPrivateKey({
    key: Buffer.concat([ed25519Head, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  return (text) => sign(null, Buffer.from(text), key).toString('base64url')
}
