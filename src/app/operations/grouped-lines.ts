import type { NoticeKind } from './notice.ts'

/** What is grouped: by venue, whatever their words, or by their words too. Any other kind is said as it comes. */
const alike: Partial<Record<NoticeKind, 'of-a-venue' | 'in-words'>> = {
  disconnect: 'of-a-venue',
  // One of another reason is news.
  halt: 'in-words',
  recovered: 'in-words',
  note: 'in-words',
}

/** How so many of a venue are called: what comes in floods when it is bad. */
const floods: Partial<Record<NoticeKind, string>> = { disconnect: 'disconnections', halt: 'halts' }

/**
 * While so long after a line more like it come, they are held and told as one; while they go on coming, twice as long each time,
 * up to a minute. The first is longer than a venue that is away is left alone between two looks, ten seconds.
 */
const firstMs = 20_000
const longestMs = 60_000
/** Venues and kinds that may be waited for at once; what is beyond is said as it comes. */
const groupsMost = 256

interface Group {
  readonly kind: NoticeKind
  readonly venue: string
  held: number
  last: string
  readonly waitMs: number
  readonly timer: NodeJS.Timeout
}

/**
 * Lines for a person, those that are alike grouped: the first at once, what follows within twenty seconds as one line
 * with their number and the last of them, and so on while they come, less and less often. Disconnections of a venue are alike, of
 * other kinds (halts among them: of one reason) what says the same but for its instrument and its numbers; what is urgent is never held. A bad minute of five
 * venues is some tens of lines, not hundreds. A class, for it keeps what waits.
 */
export class GroupedLines {
  readonly #say: (line: string) => void
  readonly #groups = new Map<string, Group>()

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  take(line: string, kind: NoticeKind): void {
    const key = keyOf(line, kind)
    const group = key === undefined ? undefined : this.#groups.get(key)
    if (group !== undefined) {
      group.held++
      group.last = line
      return
    }
    this.#say(line)
    if (key !== undefined && this.#groups.size < groupsMost)
      this.#open(key, { kind, venue: venueOf(line), waitMs: firstMs })
  }

  /** Tells what is held. */
  close(): void {
    for (const [key, group] of this.#groups) {
      clearTimeout(group.timer)
      this.#groups.delete(key)
      this.#tell(group)
    }
  }

  #open(key: string, of: Pick<Group, 'kind' | 'venue' | 'waitMs'>): void {
    // Whoever ends is not kept for it: what is held is told when it closes.
    const timer = setTimeout(() => this.#over(key), of.waitMs).unref()
    this.#groups.set(key, { ...of, held: 0, last: '', timer })
  }

  #over(key: string): void {
    const group = this.#groups.get(key)!
    this.#groups.delete(key)
    if (group.held === 0) return
    this.#tell(group)
    const { kind, venue, waitMs } = group
    this.#open(key, { kind, venue, waitMs: Math.min(2 * waitMs, longestMs) })
  }

  #tell({ kind, venue, held, last }: Group): void {
    if (held === 0) return
    if (held === 1) {
      this.#say(last)
      return
    }
    const words = floods[kind]
    this.#say(
      words === undefined
        ? `${last} (the last of ${held} more like it)`
        : `${venue}: ${held} more ${words}; the last: ${last.replace(`${venue}: `, '')}`,
    )
  }
}

/** Undefined of what is never held. */
function keyOf(line: string, kind: NoticeKind): string | undefined {
  if (alike[kind] === undefined) return undefined
  if (alike[kind] === 'of-a-venue') return `${kind} ${venueOf(line)}`
  // Words with letters and digits, as of an order, are names: those are not alike. What stands in addresses is not read.
  // Refusals of a venue are alike but for their orders.
  const words = line
    .replace(/ of order \S+ \([^)]*\)( to \S+( contracts?)? at \S+)? refused: /, ' refused: ')
    .replace(/^([\w-]+):\S+: /, '$1: ')
    .replaceAll(/\?\S+/g, '?')
    .replaceAll(/\b\d+(\.\d+)?\b/g, '0')
  return `${kind} ${words}`
}

/** `okx` of `okx: account stream down` and of `okx:BTC-USDT: halted`. */
function venueOf(line: string): string {
  return /^[\w-]+/.exec(line)?.[0] ?? ''
}

/**
 * A line that names its venue once: what is told of a venue is often an error that begins with its name, too.
 *
 * @example
 *   namedOnce('okx: catching up: okx: fills: timed out') // 'okx: catching up: fills: timed out'
 */
export function namedOnce(line: string): string {
  const venue = /^([\w-]+): /.exec(line)?.[1]
  return venue === undefined ? line : line.replaceAll(new RegExp(`: ${venue}:? `, 'g'), ': ')
}
