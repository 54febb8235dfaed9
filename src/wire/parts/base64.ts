import { utf8Bytes } from '../../core/utf8.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * The UTF-8 bytes of a text in base 64 as addresses and tokens have it: `-` and `_`, and nothing put behind (RFC 4648, 5).
 *
 * @example
 * base64Url('{"alg":"ES256"}') // => 'eyJhbGciOiJFUzI1NiJ9'
 */
export function base64Url(text: string): string {
  const bytes = utf8Bytes(text)
  let out = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    out += letters[three >> 18]! + letters[(three >> 12) & 63]!
    if (left > 1) out += letters[(three >> 6) & 63]!
    if (left > 2) out += letters[three & 63]!
  }
  return out
}
