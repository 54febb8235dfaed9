/**
 * The cyclic redundancy check CRC-32 of bytes, as in zip, gzip and the order books of several venues.
 *
 * Reflected polynomial 0xEDB88320, start and end complemented (ISO 3309, ITU-T V.42). One table access a byte.
 *
 * @param bytes the data, from the first to before `end`
 * @returns an unsigned 32-bit number; 0 for no bytes
 *
 * @example
 * crc32(Uint8Array.from('123456789', (digit) => digit.charCodeAt(0))) // => 0xcbf43926
 */
export function crc32(bytes: Uint8Array, end: number = bytes.length): number {
  let state = -1
  for (let at = 0; at < end; at++) state = table[(state ^ bytes[at]!) & 0xff]! ^ (state >>> 8)
  return ~state >>> 0
}

/** What each byte does to the state. */
const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let state = byte
  for (let bit = 0; bit < 8; bit++) {
    state = (state & 1) === 1 ? (state >>> 1) ^ 0xedb88320 : state >>> 1
  }
  return state
})
