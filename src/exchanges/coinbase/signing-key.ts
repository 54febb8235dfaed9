import {
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
} from 'node:crypto'
import type { VenueKeys } from '../serving/served-venue.ts'

/** What a client of Coinbase signs with: the name of its key, and the key. */
export interface SigningKey {
  /** `organizations/{org}/apiKeys/{id}` */
  readonly name: string
  /** SEC 1, in PEM: `-----BEGIN EC PRIVATE KEY-----`, as Coinbase hands it out. */
  readonly privateKey: string
  readonly publicKey: KeyObject
}

/**
 * The ES256 key pair of the served Coinbase, made from the key and secret of the other venues: always the same, so that
 * a rehearsal needs no set-up; nothing of worth is behind it.
 */
export function signingKeyOf({ key, secret }: Pick<VenueKeys, 'key' | 'secret'>): SigningKey {
  const scalar = createHash('sha256').update(`ES256 ${secret}`).digest()
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(scalar)
  // 0x04, then x and y of 32 bytes each.
  const point = curve.getPublicKey()
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: scalar.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  })
  return {
    name: `organizations/${key}/apiKeys/${key}`,
    privateKey: String(privateKey.export({ type: 'sec1', format: 'pem' })),
    publicKey: createPublicKey(privateKey),
  }
}
