import { lotInBase } from '../../core/contract-step.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeedNotice } from '../../core/events/market-feed.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { Instrument } from '../../core/instrument.ts'
import { pegOf } from '../../core/stablecoins.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import { exactDecimalOfNumber, type ExactDecimal } from '../../execution/router/exact-decimal.ts'
import type { MarketBook } from '../../execution/router/market-book.ts'
import { routeOrder } from '../../execution/router/route-order.ts'
import { routeLevels } from '../../execution/schedule/market-tape.ts'
import type {
  ArbitrageState,
  ComparedAsset,
  NotUsed,
  TapeRow,
} from '../../protocol/arbitrage-desk.ts'
import type { RouteRun } from '../../protocol/route-run.ts'
import { ladderBooks, membersOf, type MomentSource } from '../../research/arbitrage/book-moment.ts'
import { ArbitrageWatch } from '../../research/arbitrage/watch.ts'
import { usualTrustLeast } from '../../risk/book-trust.ts'
import { CaptureHazard } from '../../strategies/arbitrage/capture-hazard.ts'
import type { QuoteMap } from '../../strategies/arbitrage/quote-rates.ts'
import { listedTerms } from '../../strategies/arbitrage/listed-terms.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import { costCurve, ladderOf } from '../route/cost-curve.ts'
import { marketRules } from '../route/market-rules.ts'
import type { LeastOrder } from '../../core/least-order.ts'

/** What is looked at. */
export interface DeskArbitrageSetup {
  /** By the indexes of rows; those that only tell what currencies are worth at the end. */
  readonly instruments: readonly Instrument[]
  /** How many of them are shown. */
  readonly shown: number
  readonly takerFeeBpsOf: (instrument: Instrument) => number
  /** Is that what its venue lists? Else it is supposed. */
  readonly isListedFee: (instrument: Instrument) => boolean
  /** The least order its venue takes; empty where nobody tells. */
  readonly leastOf: (instrument: Instrument) => LeastOrder
  /** What an order takes to a venue. */
  readonly orderMsOf: (venue: string) => number
  readonly now: Instant
}

/** What the page asks for. */
export type AskedAsset = Partial<ComparedAsset>

/** Silent for so long a book is not used. */
const staleMs = 5_000
/** Rows of the tape that a page is told. */
const endedMost = 100

/**
 * Arbitrage between the venues of a desk's market: the detection of `arb watch` over the feeds that are shown, and what a
 * large order would cost over their books. A class, for it keeps the watch.
 */
export class DeskArbitrage {
  readonly #setup: DeskArbitrageSetup
  readonly #watch: ArbitrageWatch
  readonly #source: MomentSource

  constructor(setup: DeskArbitrageSetup) {
    const { instruments, shown, takerFeeBpsOf, leastOf, orderMsOf } = setup
    this.#setup = setup
    const quoteMap = quoteMapOf(instruments)
    const members = instruments.map((instrument): Listed => ({
      instrument,
      symbol: instrument.name,
      terms: {
        takerFeeBps: takerFeeBpsOf(instrument),
        ...listedTerms(instrument, leastOf(instrument)),
      },
    }))
    const detector = {
      minEdgeBps: 0,
      staleAfter: staleMs * 1_000,
      quoteMap,
      withBasis: false,
      cycleLegsMost: 0,
      bases: new Set(instruments.slice(0, shown).map(({ base }) => base)),
    }
    const parameters = { minEdgeBps: 0, staleMs, latencyMs: null, quoteMap: {}, basis: false }
    this.#watch = new ArbitrageWatch(
      {
        detector,
        listed: members,
        latencyOf: (venue) => Math.round(orderMsOf(venue) * 1_000),
        hazard: new CaptureHazard(),
        trustLeast: usualTrustLeast,
        parameters: { ...parameters, cycleLegsMost: 0 },
      },
      () => undefined,
    )
    this.#source = { detector: this.#watch.detector, members, quoteMap }
  }

  take(rows: EventRows): void {
    this.#watch.take(rows)
  }

  noticed(notice: FeedNotice, now: Instant): void {
    this.#watch.noticed(notice, now)
  }

  /** @returns undefined where nothing like it is compared */
  state(asked: AskedAsset, now: Instant): ArbitrageState | undefined {
    this.#watch.pass(now)
    const assets = this.#assets()
    const asset = chosenOf(assets, asked)
    if (asset === undefined) return undefined
    const members = this.#membersOf(asset)
    const instruments = members.map((member) => this.#setup.instruments[member]!)
    const isOfIt = (row: TapeRow): boolean =>
      row.base === asset.base && row.quote === asset.quote && row.class === asset.class
    const venues = [...new Set(instruments.map(({ venue }) => venue))]
    const { orderMsOf, now: since } = this.#setup
    return {
      time: millisecondsOf(now),
      since: millisecondsOf(since),
      assets,
      asset,
      venues,
      books: ladderBooks({ ...asset, classes: [asset.class] }, this.#source),
      notUsed: members.flatMap((member) => this.#notUsed(member)),
      quoteRates: this.#ratesOf(members, asset),
      open: this.#watch.open().filter(isOfIt),
      ended: this.#watch.ended().filter(isOfIt).slice(-endedMost).toReversed(),
      count: this.#watch.count(),
      capture: this.#watch.capture(),
      feesListed: venues.filter((venue) =>
        instruments.every((each) => each.venue !== venue || this.#setup.isListedFee(each)),
      ),
      orderMs: Object.fromEntries(venues.map((venue) => [venue, orderMsOf(venue)])),
      least: instruments.map((instrument) => this.#leastRow(instrument)),
    }
  }

  /**
   * What an order would cost over the books as they stand, and in other sizes.
   *
   * @returns undefined where no book can be used
   */
  route(
    asked: AskedAsset,
    order: { readonly side: 'buy' | 'sell'; readonly quantity: ExactDecimal },
    now: Instant,
  ): RouteRun | undefined {
    this.#watch.pass(now)
    const asset = chosenOf(this.#assets(), asked)
    if (asset === undefined) return undefined
    const used = this.#membersOf(asset).filter((member) => this.#notUsed(member).length === 0)
    const books = used.map((member) => this.#marketBook(member))
    if (books.length === 0) return undefined
    const quoteRates = new Map(
      used.map((member) => {
        const { quote } = this.#setup.instruments[member]!
        return [quote, exactDecimalOfNumber(this.#watch.detector.rate(member))]
      }),
    )
    const market = {
      books,
      request: order,
      selection: { base: asset.base, quote: asset.quote, quoteRates },
    }
    const started = process.hrtime.bigint()
    const result = routeOrder(books, order, market.selection)
    const elapsedUs = Number(process.hrtime.bigint() - started) / 1_000
    const saved = { version: 1, summary: '', elapsedUs } as const
    return { ...result, ...saved, books: ladderOf(market), curve: costCurve(market) }
  }

  #assets(): readonly ComparedAsset[] {
    const { quoteMap } = this.#source
    const found = new Map<string, { readonly asset: ComparedAsset; books: number }>()
    for (const { base, quote, class: of } of this.#setup.instruments.slice(0, this.#setup.shown)) {
      const into = quoteMap.get(quote)?.quote ?? quote
      const key = `${base} ${into} ${of}`
      const known = found.get(key) ?? { asset: { base, quote: into, class: of }, books: 0 }
      known.books++
      found.set(key, known)
    }
    // The market with most books of a coin first.
    return [...found.values()].toSorted((a, b) => b.books - a.books).map(({ asset }) => asset)
  }

  #membersOf(asset: ComparedAsset): readonly number[] {
    return membersOf({ ...asset, classes: [asset.class] }, this.#source)
  }

  #notUsed(member: number): readonly NotUsed[] {
    const { detector } = this.#watch
    if (!Number.isNaN(detector.middle(member))) return []
    const { venue, name } = this.#setup.instruments[member]!
    const levels = detector.levels(member)
    const best = (side: BookSide): number => levels.best(side)
    const reason = this.#watch.isDistrusted(member)
      ? 'distrusted'
      : Number.isNaN(best(eventSide.bid)) || Number.isNaN(best(eventSide.ask))
        ? 'no book'
        : best(eventSide.bid) > best(eventSide.ask)
          ? 'crossed'
          : Number.isNaN(detector.rate(member))
            ? 'no rate'
            : 'stale'
    return [{ venue, instrument: name, reason }]
  }

  #ratesOf(members: readonly number[], { quote }: ComparedAsset): ArbitrageState['quoteRates'] {
    return Object.fromEntries(
      members.flatMap((member) => {
        const own = this.#setup.instruments[member]!.quote
        const rate = this.#watch.detector.rate(member)
        return own === quote ? [] : [[own, Number.isNaN(rate) ? null : rate]]
      }),
    )
  }

  #leastRow(instrument: Instrument): ArbitrageState['least'][number] {
    const { venue, name, quote } = instrument
    const least = listedTerms(instrument, this.#setup.leastOf(instrument))
    const { minQuantity = null, minNotional = null } = least
    return { venue, instrument: name, quote, minQuantity, minNotional }
  }

  #marketBook(member: number): MarketBook {
    const instrument = this.#setup.instruments[member]!
    const lotSize = lotInBase(instrument)
    const levels = this.#watch.detector.levels(member)
    const side = (of: BookSide) => routeLevels(levels, of, instrument.tickSize, lotSize)
    return {
      ...marketRules(instrument, {
        ...this.#setup.leastOf(instrument),
        takerFeeBps: this.#setup.takerFeeBpsOf(instrument),
      }),
      bids: side(eventSide.bid),
      asks: side(eventSide.ask),
    }
  }
}

/** The first that is like what is asked for; where no coin is named, the first there is. */
function chosenOf(assets: readonly ComparedAsset[], asked: AskedAsset): ComparedAsset | undefined {
  return assets.find(
    (each) =>
      (asked.base === undefined || each.base === asked.base) &&
      (asked.quote === undefined || each.quote === asked.quote) &&
      (asked.class === undefined || each.class === asked.class),
  )
}

/** Stablecoins at the rate of their own books, where there is one. */
function quoteMapOf(instruments: readonly Instrument[]): QuoteMap {
  const rated = instruments.flatMap(({ quote }) => {
    const peg = pegOf(quote)
    const isTold = instruments.some(
      (each) => each.base === quote && each.quote === peg && each.class === 'spot',
    )
    return isTold ? [[quote, { quote: peg!, rate: 'live' }] as const] : []
  })
  return new Map(rated)
}
