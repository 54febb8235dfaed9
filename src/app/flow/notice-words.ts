import type { FeedNotice } from '../../core/events/market-feed.ts'

/** Between two lines that it is still so, microseconds. */
const toldAgain = 30e6

/**
 * What a feed tells of itself, in lines for a person. That it is disconnected is said once, and from then on at most every
 * half a minute that it still is, with the next try where the feed tells one. A class, for it remembers what was said.
 */
export class NoticeWords {
  /** Of venues, and of instruments where it is about these, since when they are away and when that was said. */
  readonly #away = new Map<string, { readonly since: number; readonly toldAt: number }>()

  /** @param time of the notice, microseconds. @returns undefined where it was said a short while ago */
  lineOf(notice: FeedNotice, time: number): string | undefined {
    const { venue, kind, detail, instruments, nextTry } = notice
    const of = `${venue} ${instruments?.join(' ') ?? ''}`
    if (kind === 'connected') this.#away.delete(of)
    if (kind !== 'disconnected') return `${venue}: ${kind}: ${detail}`
    const away = this.#away.get(of)
    // Of some instruments nobody tells that they are there again: what was said long ago was of another loss.
    const isFirst =
      away === undefined || (instruments !== undefined && time - away.toldAt > 2 * toldAgain)
    if (!isFirst && time - away.toldAt < toldAgain) return undefined
    const since = isFirst ? time : away.since
    this.#away.set(of, { since, toldAt: time })
    const next = nextTry === undefined ? '' : `; next try in ${(nextTry / 1e6).toFixed(1)} s`
    const still = isFirst
      ? 'disconnected'
      : `still disconnected, for ${Math.round((time - since) / 1e6)} s`
    return `${venue}: ${still}: ${detail}${next}`
  }
}
