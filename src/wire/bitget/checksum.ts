import type { ChecksumLayout } from '../../core/events/book-feed.ts'

/**
 * Bitget's checksum: numbers with every decimal of their step (`0.00003530:145214`, `2.4369:502.3810`).
 *
 * Source: Bitget API v1, depth channel, "Checksum". In 2026 spot messages carry none and `seq` and `pseq` take its
 * place. Checked against the 490 checksums of ten instruments recorded in 2022.
 */
export const bitgetChecksum: ChecksumLayout = { levels: 25, order: 'alternating', style: 'fixed' }
