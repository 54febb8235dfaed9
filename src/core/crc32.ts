/**
 * The checksum that venues send with their books: CRC-32 of IEEE 802.3, as an unsigned integer.
 *
 * Polynomial 0x04c11db7 with bits reflected (0xedb88320), start and final value all ones, one table look-up a byte.
 *
 * @param bytes usually the ASCII text that a venue's rule makes of the best levels
 */
export function crc32(bytes: Uint8Array): number {
  let state = 0xffffffff
  for (const byte of bytes) state = (state >>> 8) ^ table[(state ^ byte) & 0xff]!
  return (state ^ 0xffffffff) >>> 0
}

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let state = byte
  for (let bit = 0; bit < 8; bit++) state = (state >>> 1) ^ ((state & 1) * 0xedb88320)
  return state
})
