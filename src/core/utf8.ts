/**
 * The UTF-8 bytes of a text, without a platform's encoder.
 *
 * Messages and symbols are nearly always ASCII, but Binance lists coins with Chinese names.
 */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0x7f) return utf8BytesByCodePoint(text)
    bytes[at] = code
  }
  return bytes
}

function utf8BytesByCodePoint(text: string): Uint8Array {
  const bytes: number[] = []
  // A half of a surrogate pair is no character; encoders write U+FFFD for it.
  const wellFormed = text.replaceAll(/\p{Surrogate}/gu, '\ufffd')
  for (const [part] of encodeURIComponent(wellFormed).matchAll(/%..|[^%]/g)) {
    bytes.push(part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0))
  }
  return Uint8Array.from(bytes)
}
