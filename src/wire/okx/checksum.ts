import { alternatingChecksum } from '../alternating-checksum.ts'
import type { BookChecksum } from '../checksum.ts'

/**
 * OKX's checksum: numbers without zeros at their end (`30316:81`).
 *
 * Source: OKX API v5, order book channel, "Checksum". Since September 2026 OKX sends 0 instead. Checked against the
 * checksums of the recording of 2022.
 */
export const okxChecksum: BookChecksum = alternatingChecksum('fewest')
