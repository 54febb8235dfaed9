import type { Duration, Instant } from '../core/time.ts'

/** How an order of unknown fate is looked for. */
export interface FateTerms {
  /** How long after it left the venue still takes an order; undefined: for ever. */
  readonly validityWindow: Duration | undefined
  /** How much later than it took an order a venue may still answer "not found". */
  readonly margin: Duration
  /** Between two searches: at first, and at most; each wait is twice the one before. */
  readonly waitMin: Duration
  readonly waitMax: Duration
  /** Answers of nothing after which the instrument stays frozen and a person must look. */
  readonly searchesMost: number
}

/** Venues answer from copies that lag by a second or two; half a minute is what they lagged by on their worst days. */
export const usualFateTerms: Omit<FateTerms, 'validityWindow'> = {
  margin: 30_000_000 as Duration,
  waitMin: 250_000 as Duration,
  waitMax: 15_000_000 as Duration,
  searchesMost: 1_000,
}

/** A search at work. While it is not over, nothing more is risked on the instrument. */
export interface FateSearch {
  readonly terms: FateTerms
  /** Was the order heard of once? Then "not found" says nothing of it, ever. */
  readonly isHeardOf: boolean
  /** From here on, what the venue does not know it never took. Infinity where its orders do not expire. */
  readonly provenFrom: number
  readonly phase: 'searching' | 'found' | 'absent' | 'frozen'
  /** When the search that is out began; NaN while none is. */
  readonly outSince: number
  /** The number of the question that is out; NaN while none is. */
  readonly question: number
  readonly nextAt: number
  /** Those that were answered: a venue that is away for however long says nothing of an order. */
  readonly searches: number
  /** Those that failed since the last that was answered. */
  readonly failures: number
}

/** What happens to a search. */
export type FateHappening =
  /** The number is for the question, if one is to be asked now: the asker uses none twice. */
  | { readonly kind: 'due'; readonly at: Instant; readonly question: number }
  | {
      readonly kind: 'searched'
      readonly at: Instant
      /** Which question this answers. */
      readonly question: number
      readonly result: 'found' | 'nothing' | 'failed'
    }
  /** The venue has told of the order by itself. */
  | { readonly kind: 'told' }

/** The next state, and whether the venue is to be asked now. */
export interface FateStep {
  readonly search: FateSearch
  readonly isToAsk: boolean
}

/**
 * A search for an order.
 *
 * @param lastLeft the latest instant at which it can have left: when it was sent, or, by a process that is gone, the
 *                 instant of our restart, since what is dead sends nothing
 */
export function newFateSearch(
  terms: FateTerms,
  order: { readonly isHeardOf: boolean; readonly lastLeft: Instant },
  now: Instant,
): FateSearch {
  const { isHeardOf, lastLeft } = order
  return {
    terms,
    isHeardOf,
    provenFrom: provenFrom(terms, isHeardOf, lastLeft),
    phase: 'searching',
    outSince: Number.NaN,
    question: Number.NaN,
    nextAt: now,
    searches: 0,
    failures: 0,
  }
}

/** The same search of an order that can have left as late as this: Infinity while it may still be about to. */
export function provableFrom(search: FateSearch, lastLeft: Instant): FateSearch {
  const from = provenFrom(search.terms, search.isHeardOf, lastLeft)
  return from === search.provenFrom ? search : { ...search, provenFrom: from }
}

function provenFrom(
  { validityWindow, margin }: FateTerms,
  isHeardOf: boolean,
  lastLeft: number,
): number {
  const isProvable = validityWindow !== undefined && !isHeardOf
  return isProvable ? lastLeft + validityWindow + margin : Infinity
}

/**
 * The search after something happened to it.
 *
 * Absence is proven by one search alone: one that began after everything the order could still do at the venue was done
 * and visible, and that looked by id and among fills and found nothing. Whatever an earlier search does not find, however
 * late that is heard, and whatever a search that failed does not tell, proves nothing. What any of them finds is there.
 */
export function fateAfter(search: FateSearch, happening: FateHappening): FateStep {
  if (search.phase !== 'searching') return { search, isToAsk: false }
  switch (happening.kind) {
    case 'told':
      return over(search, 'found')
    case 'due':
      return isDue(search, happening.at)
        ? {
            search: { ...search, outSince: happening.at, question: happening.question },
            isToAsk: true,
          }
        : { search, isToAsk: false }
    case 'searched':
      return afterAnswer(search, happening)
  }
}

function isDue({ outSince, nextAt }: FateSearch, at: Instant): boolean {
  return Number.isNaN(outSince) && at >= nextAt
}

function afterAnswer(
  search: FateSearch,
  { at, result, question }: Extract<FateHappening, { kind: 'searched' }>,
): FateStep {
  if (result === 'found') return over(search, 'found')
  if (question !== search.question) return { search, isToAsk: false }
  if (result === 'nothing' && search.outSince >= search.provenFrom) return over(search, 'absent')
  const { waitMin, waitMax, searchesMost } = search.terms
  const hasFailed = result === 'failed'
  const searches = search.searches + (hasFailed ? 0 : 1)
  const failures = hasFailed ? search.failures + 1 : 0
  if (searches >= searchesMost) return over({ ...search, searches }, 'frozen')
  const asked = searches + failures
  const nextAt = Math.max(at, at + wait(asked, waitMin, waitMax, search.provenFrom - at))
  return { search: { ...search, ...noneOut, searches, failures, nextAt }, isToAsk: false }
}

/** Doubling; but the search that proves is not put off. */
function wait(asked: number, waitMin: number, waitMax: number, untilProof: number): number {
  const doubled = Math.min(waitMax, waitMin * 2 ** Math.min(asked - 1, 40))
  return untilProof > 0 ? Math.min(doubled, untilProof) : doubled
}

const noneOut = { outSince: Number.NaN, question: Number.NaN }

function over(search: FateSearch, phase: FateSearch['phase']): FateStep {
  return { search: { ...search, ...noneOut, phase, nextAt: Infinity }, isToAsk: false }
}
