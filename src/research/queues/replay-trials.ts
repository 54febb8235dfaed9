import { DenseBook } from '../../book/dense-book.ts'
import { OrderQueues } from '../../book/order-queues.ts'
import { exactQueue } from '../../book/queue/exact-queue.ts'
import type { QueueModel } from '../../book/queue/queue-model.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { invariant } from '../../math/invariant.ts'
import { levelKey, type OrderLog, type OrderRow } from './order-log.ts'
import type { FollowedTrial, QueueTrial } from './queue-trials.ts'

/** Which orders become trials, and how long they are followed. */
export interface TrialTerms {
  /** Microseconds at the start of the log, and after each break, in which no trial begins: the book is not whole yet. */
  readonly warmUpUs: number
  /** Part of the best price by which an order may join behind it. */
  readonly behindShareMost: number
  /** Microseconds after which a trial that no model has filled is let go. */
  readonly followUs: number
}

export interface ReplayedTrials {
  readonly trials: readonly QueueTrial[]
  /** Microseconds: where the log ends, or where its book crossed for good. */
  readonly endsAt: number
  /** The book crossed and stayed so: a row is missing, and nothing after it is believed. */
  readonly isCrossed: boolean
  /** Near enough, but lots that nobody had seen arrive stood at the level: their place is not known. */
  readonly unknownPlaces: number
}

/** A book crossed for longer than this is broken: an order on its way through takes milliseconds. */
const crossedMostUs = 60_000_000
/** Trials under way at once; beyond it orders are not taken, and the result says so. */
const followedMost = 100_000

/**
 * Replays a log of single orders: each that joined near the touch becomes a trial, and each model follows it as it would
 * an order of ours, seeing trades and levels alone. The order itself is taken out of what they see.
 *
 * Where the feed broke, trials are followed no further and the book is begun anew, warm-up and all.
 *
 * The order of the log decides: of one change the trade is told before the level, as a model is owed.
 *
 * @param models by position; the last of `filledAt` is the exact queue, which sees the orders themselves
 */
export function replayTrials(
  log: OrderLog,
  models: readonly QueueModel[],
  terms: TrialTerms,
): ReplayedTrials {
  const replay = new TrialReplay(log, models, terms)
  return replay.run()
}

class TrialReplay {
  readonly #log: OrderLog
  readonly #terms: TrialTerms
  readonly #plain: readonly QueueModel[]
  #levels = new DenseBook()
  #queues = new OrderQueues(this.#levels)
  #models: readonly QueueModel[]
  readonly #followed = new Map<string, FollowedTrial[]>()
  readonly #byOrder = new Map<number, FollowedTrial>()
  readonly #trials: QueueTrial[] = []
  #followedCount = 0
  #unknownPlaces = 0
  #crossedSince = NaN
  #looseNext = 0
  #row = 0
  #lastBid = NaN
  #lastAsk = NaN
  /** Microseconds: between two breaks of the feed. */
  #begunAt: number
  #brokenAt: number

  constructor(log: OrderLog, models: readonly QueueModel[], terms: TrialTerms) {
    this.#log = log
    this.#terms = terms
    this.#plain = models
    this.#models = [...models, exactQueue(this.#queues)]
    this.#begunAt = log.firstAt
    this.#brokenAt = log.breaks[0]?.at ?? log.lastAt
  }

  run(): ReplayedTrials {
    const { breaks, rows } = this.#log
    let nextBreak = 0
    for (const [index, row] of rows.entries()) {
      for (; breaks[nextBreak]?.row === index; nextBreak++) {
        this.#beginAnew(breaks[nextBreak]!.at, breaks[nextBreak + 1]?.at ?? this.#log.lastAt)
      }
      this.#row++
      this.#tellLooseTrades(row.at)
      this.#apply(row)
      this.#lookAtTouch(row.at)
      if (row.at - this.#crossedSince > crossedMostUs) break
    }
    const isCrossed = this.#log.lastAt - this.#crossedSince > crossedMostUs
    const endsAt = isCrossed ? this.#crossedSince : this.#log.lastAt
    return {
      trials: this.#trials
        .filter((trial) => trial.joinedAt < endsAt)
        .map((trial) => cutAt(trial, endsAt)),
      endsAt,
      isCrossed,
      unknownPlaces: this.#unknownPlaces,
    }
  }

  /** The feed broke: no book is known, and nothing more will be heard of what stood in it. */
  #beginAnew(at: number, until: number): void {
    this.#tellLooseTrades(at)
    this.#levels = new DenseBook()
    this.#queues = new OrderQueues(this.#levels)
    this.#models = [...this.#plain, exactQueue(this.#queues)]
    this.#followed.clear()
    this.#byOrder.clear()
    this.#followedCount = 0
    this.#crossedSince = NaN
    this.#lastBid = NaN
    this.#lastAsk = NaN
    this.#begunAt = at
    this.#brokenAt = until
  }

  #apply(row: OrderRow): void {
    const { side, price, priceBefore, id } = row
    const before = this.#levels.quantityAt(side, price)
    const beforeOld = this.#levels.quantityAt(side, priceBefore)
    const isNew = row.lotsBefore === 0 && !row.wasThere
    const joined = isNew ? this.#joined(row, before) : undefined
    const own = this.#byOrder.get(id)
    const ownBefore = own?.ownLots ?? 0
    this.#queues.setOrder(side, price, row.lots, id)
    if (own !== undefined) this.#ownRow(own, row)
    const change = { row, own, ownBefore }
    this.#levelChanged(price, before, change)
    if (!Number.isNaN(priceBefore) && priceBefore !== price) {
      this.#levelChanged(priceBefore, beforeOld, change)
    }
    // After the change: it does not see itself arrive.
    if (joined !== undefined) this.#follow(joined)
  }

  /** The trial that begins with an order, when it is one. */
  #joined(row: OrderRow, before: number): FollowedTrial | undefined {
    const { side, price, at } = row
    if (at < this.#begunAt + this.#terms.warmUpUs) return undefined
    const best = this.#levels.best(side)
    const other = this.#levels.best(side === eventSide.bid ? eventSide.ask : eventSide.bid)
    if (Number.isNaN(best) || Number.isNaN(other)) return undefined
    const sign = side === eventSide.bid ? 1 : -1
    const behind = sign * (best - price)
    const isMarketable = sign * (price - other) >= 0
    if (isMarketable || behind > this.#terms.behindShareMost * best) return undefined
    if (this.#followedCount >= followedMost) return undefined
    if (this.#hasUnseen(side, price, at)) {
      this.#unknownPlaces++
      return undefined
    }
    const trial: QueueTrial = {
      id: row.id,
      side,
      price,
      lots: row.lots,
      joinedAt: at,
      knownUntil: this.#brokenAt,
      place: behind > 0 ? 'deeper' : before > 0 ? 'touch' : 'front',
      aheadLots: before,
      fate: 'open',
      endedAt: NaN,
      endedRow: NaN,
      filledAt: new Float64Array(this.#models.length).fill(NaN),
      filledRow: new Float64Array(this.#models.length).fill(NaN),
    }
    return {
      trial,
      ownLots: row.lots,
      positions: this.#models.map((model) => model.join(side, price, before)),
      reached: new Float64Array(this.#models.length),
    }
  }

  /** Somebody who was there before the log began shows at this level later: more stood ahead than is known. */
  #hasUnseen(side: BookSide, price: number, at: number): boolean {
    const shown = this.#log.unseen.get(levelKey(side, price)) ?? []
    return shown.some((each) => each >= at && each <= this.#brokenAt)
  }

  #follow(followed: FollowedTrial): void {
    const { trial } = followed
    const key = levelKey(trial.side, trial.price)
    this.#followed.set(key, [...(this.#followed.get(key) ?? []), followed])
    this.#byOrder.set(trial.id, followed)
    this.#trials.push(trial)
    this.#followedCount++
  }

  /** What the order itself did: its fate, and what it still displays. */
  #ownRow(own: FollowedTrial, row: OrderRow): void {
    const isThere = row.price === own.trial.price && row.side === own.trial.side
    own.ownLots = isThere ? row.lots : 0
    if (own.trial.fate !== 'open') return
    if (row.isTraded) {
      if (row.lots > 0) return
      own.trial.fate = 'filled'
    } else own.trial.fate = 'cancelled'
    // One that its owner makes smaller or moves is another order from there on: to this trial it is gone.
    own.trial.endedAt = row.at
    own.trial.endedRow = this.#row
  }

  #levelChanged(
    price: number,
    before: number,
    {
      row,
      own,
      ownBefore,
    }: {
      readonly row: OrderRow
      readonly own: FollowedTrial | undefined
      readonly ownBefore: number
    },
  ): void {
    const { side, at } = row
    const here = this.#followed.get(levelKey(side, price))
    if (here === undefined) return
    const after = this.#levels.quantityAt(side, price)
    const traded = row.isTraded && price === row.price ? row.lotsBefore - row.lots : 0
    for (const followed of here) {
      const isOwn = followed === own
      const shownBefore = before - (isOwn ? ownBefore : followed.ownLots)
      const shownAfter = after - followed.ownLots
      for (const [k, model] of this.#models.entries()) {
        const position = followed.positions[k]!
        if (traded > 0) this.#reach(followed, k, model.traded(position, traded), at)
        model.levelChanged(position, shownBefore, shownAfter)
      }
    }
    this.#letGo(levelKey(side, price), at)
  }

  #reach(followed: FollowedTrial, model: number, lots: number, at: number): void {
    const { trial, reached } = followed
    reached[model]! += lots
    // An expectation has parts of lots: one half of a lot is near enough.
    if (Number.isNaN(trial.filledAt[model]) && reached[model]! >= trial.lots - 0.5) {
      trial.filledAt[model] = at
      trial.filledRow[model] = this.#row
    }
  }

  /** Trades whose orders are not known, as they are told: what they went through is filled. */
  #tellLooseTrades(until: number): void {
    const { looseTrades } = this.#log
    for (; this.#looseNext < looseTrades.length; this.#looseNext++) {
      const trade = looseTrades[this.#looseNext]!
      if (trade.at > until) return
      this.#passed(trade.price, trade.at)
    }
  }

  /** An uncrossed book whose other side has come to the price of a trial or beyond it: it would have been met first. */
  #lookAtTouch(at: number): void {
    const bid = this.#levels.best(eventSide.bid)
    const ask = this.#levels.best(eventSide.ask)
    if (bid >= ask) {
      if (Number.isNaN(this.#crossedSince)) this.#crossedSince = at
      return
    }
    this.#crossedSince = NaN
    if (bid === this.#lastBid && ask === this.#lastAsk) return
    this.#lastBid = bid
    this.#lastAsk = ask
    this.#fillBeyond(eventSide.bid, (price) => price >= ask, at)
    this.#fillBeyond(eventSide.ask, (price) => price <= bid, at)
  }

  #passed(price: number, at: number): void {
    this.#fillBeyond(eventSide.bid, (own) => own > price, at)
    this.#fillBeyond(eventSide.ask, (own) => own < price, at)
  }

  #fillBeyond(side: BookSide, isBeyond: (price: number) => boolean, at: number): void {
    for (const [key, here] of this.#followed) {
      const first = here[0]!.trial
      if (first.side !== side || !isBeyond(first.price)) continue
      for (const followed of here) {
        for (const model of this.#models.keys()) this.#reach(followed, model, Infinity, at)
      }
      this.#letGo(key, at)
    }
  }

  /** Forgets trials whose every answer is known, or that were followed long enough. */
  #letGo(key: string, at: number): void {
    const here = this.#followed.get(key)
    invariant(here !== undefined, `no trials at ${key}`)
    const left = here.filter(({ trial }) => {
      const isOver = at - trial.joinedAt > this.#terms.followUs
      const isKnown = trial.fate !== 'open' && !trial.filledAt.some(Number.isNaN)
      return !isOver && !isKnown
    })
    if (left.length === here.length) return
    for (const each of here) if (!left.includes(each)) this.#byOrder.delete(each.trial.id)
    this.#followedCount -= here.length - left.length
    if (left.length === 0) this.#followed.delete(key)
    else this.#followed.set(key, left)
  }
}

/** What is known of a trial where the log ends earlier than it was read. */
function cutAt(trial: QueueTrial, believedTo: number): QueueTrial {
  const endsAt = Math.min(believedTo, trial.knownUntil)
  const isOpen = !(trial.endedAt <= endsAt)
  return {
    ...trial,
    knownUntil: endsAt,
    fate: isOpen ? 'open' : trial.fate,
    endedAt: isOpen ? NaN : trial.endedAt,
    endedRow: isOpen ? NaN : trial.endedRow,
    filledAt: trial.filledAt.map((at) => (at <= endsAt ? at : NaN)),
  }
}
