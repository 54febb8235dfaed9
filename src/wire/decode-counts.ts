import type { DecodeOutcome, IgnoredReason, MalformedReason } from '../core/events/wire-codec.ts'

/**
 * What became of the messages of a feed, counted: nothing is dropped without being seen in a number.
 *
 * @example
 * const counts = new DecodeCounts()
 * counts.add({ kind: 'ignored', reason: 'heartbeat' })
 * counts.ignored.heartbeat // => 1
 */
export class DecodeCounts {
  messages = 0
  decoded = 0
  readonly ignored: Record<IgnoredReason, number> = {
    heartbeat: 0,
    acknowledgement: 0,
    'other-channel': 0,
    'unknown-symbol': 0,
  }
  readonly malformed: Record<MalformedReason, number> = {
    syntax: 0,
    'missing-field': 0,
    'unexpected-value': 0,
    'off-grid': 0,
    'too-large': 0,
  }

  /** Counts one outcome. */
  add(outcome: DecodeOutcome): void {
    this.messages++
    switch (outcome.kind) {
      case 'decoded':
        this.decoded++
        return
      case 'ignored':
        this.ignored[outcome.reason]++
        return
      case 'malformed':
        this.malformed[outcome.reason]++
        return
    }
  }

  /** All that were malformed, for whatever reason. */
  malformedCount(): number {
    return sumOf(this.malformed)
  }

  /** All that told nothing of interest, for whatever reason. */
  ignoredCount(): number {
    return sumOf(this.ignored)
  }
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
