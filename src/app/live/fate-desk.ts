import { errorText } from '../../core/errors.ts'
import type { OrderSearch } from '../../core/orders/venue.ts'
import { quantityOf, type Lots } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { OwnOrder } from '../../engine/own-orders.ts'
import {
  fateAfter,
  newFateSearch,
  provableFrom,
  type FateSearch,
} from '../../execution/fate-search.ts'
import { wireIdOf } from '../../execution/wire-id.ts'
import type { CommandDesk } from './command-desk.ts'
import type { LiveDesk } from './live-desk.ts'

interface Sought {
  readonly venue: string
  search: FateSearch
  cancel: () => void
  /** Somebody was told that it is looked for, and hears how that ended. */
  isTold: boolean
  /** When the last question began that the venue had nothing to answer to; NaN while none was. */
  unfoundSince: number
  /** Why it could last not be looked for, as it was told. */
  failure: string
}

/** A venue that does not answer is asked so often, by one question, whether it does again. */
const probeEvery = 1_000_000

/** Looks for every order of unknown fate until its fate is known: see `execution/fate-search.ts`. */
export class FateDesk {
  readonly #desk: LiveDesk
  readonly #commands: CommandDesk
  readonly #sought = new Map<number, Sought>()
  /** What an earlier process sent had left when this one began. */
  readonly #since: Instant
  /** Venues that do not answer, and the order by whose search each is asked. */
  readonly #silent = new Map<string, number>()
  /** Asks a venue that is back for all its orders at once. */
  readonly #catchUp: (venue: string) => Promise<void>
  #questions = 0
  #isOver = false

  constructor(desk: LiveDesk, commands: CommandDesk, catchUp: (venue: string) => Promise<void>) {
    this.#desk = desk
    this.#commands = commands
    this.#catchUp = catchUp
    this.#since = desk.now()
  }

  /** Begins with orders that became unknown, and leaves those that are not any more. */
  look(): void {
    const unknown = this.#desk.engine.orders.unknown()
    for (const [number, sought] of this.#sought) {
      const own = this.#desk.engine.orders.of(number)
      if (own !== undefined && unknown.has(own)) continue
      this.#leave(number, sought)
      if (sought.isTold) this.#tellEnd(number, own, sought)
      this.#commands.forget(number)
    }
    if (this.#isOver) return
    for (const own of unknown) {
      const { clientOrderId, instrument } = own.state.request
      const lastLeft = (this.#commands.leftAt(clientOrderId) ?? this.#since) as Instant
      const known = this.#sought.get(clientOrderId)
      if (known !== undefined) {
        // Only once it cannot leave any more is it known from when on its absence is proof.
        known.search = provableFrom(known.search, lastLeft)
        continue
      }
      const now = this.#desk.now()
      const { validityWindow } = this.#desk.venueOf(instrument).capabilities
      const search = newFateSearch(
        { ...this.#desk.setup.timing.fate, validityWindow },
        { isHeardOf: own.state.isHeardOf, lastLeft },
        now,
      )
      const { venue } = this.#desk.setup.instruments[instrument]!
      const sought: Sought = {
        venue,
        search,
        cancel: () => undefined,
        isTold: false,
        unfoundSince: Number.NaN,
        failure: '',
      }
      this.#sought.set(clientOrderId, sought)
      this.#tell(own, sought)
      this.#arm(clientOrderId, sought)
    }
  }

  /** Of those that an earlier process left everything is unknown at first; that is no news. */
  #tell({ state }: OwnOrder, sought: Sought): void {
    const { clientOrderId, side, pricing } = state.request
    if (state.fate !== 'unknown' || this.#commands.leftAt(clientOrderId) === undefined) return
    sought.isTold = true
    const why = this.#commands.unclear(clientOrderId) ?? 'no answer in time'
    const { instrument } = state.request
    const quantity = this.#quantity(instrument, state.lots)
    this.#desk.setup.tell(
      `${this.#named(clientOrderId, instrument)} (${side} ${quantity}, ${pricing.kind}) is of unknown fate (${why}), and looked for`,
      'unknown-fate',
    )
  }

  #tellEnd(number: number, own: OwnOrder | undefined, { search }: Sought): void {
    if (own === undefined) return
    const { fate, claimedLots, lots, request } = own.state
    const { instrument } = request
    const [filled, whole] = [claimedLots, lots].map((each) => this.#quantity(instrument, each))
    const words =
      search.phase === 'absent'
        ? 'was never taken by its venue'
        : `${fate === 'ended' ? 'is over' : 'is open'}, ${filled} of ${whole} filled`
    this.#desk.setup.tell(`${this.#named(number, instrument)} ${words}`, 'recovered')
  }

  /** As its venue and the journal call it. */
  #named(number: number, instrument: number): string {
    const { setup } = this.#desk
    const { venue, name } = setup.instruments[instrument]!
    return `${venue}:${name}: order ${wireIdOf(setup.journal.state.journalId, number)}`
  }

  #quantity(instrument: number, lots: Lots): number {
    return quantityOf(lots, this.#desk.setup.instruments[instrument]!.lotSize)
  }

  /** Asks a venue that answers again for what was lost with it: at once, whatever its searches still wait for. */
  async isBack(venue: string): Promise<void> {
    this.#silent.delete(venue)
    const isThere = [...this.#sought.values()].some((sought) => sought.venue === venue)
    if (!isThere || this.#isOver) return
    // Most of them are in the lists of fills and of open orders.
    await this.#catchUp(venue).catch((cause: unknown) =>
      this.#desk.setup.tell(`${venue}: looking for what was lost: ${errorText(cause)}`),
    )
    this.askNow(venue)
  }

  /** Asks for all that is looked for, of one venue or of all, whatever it still waits for. */
  askNow(venue?: string): void {
    const at = this.#desk.now()
    for (const [number, sought] of this.#sought) {
      if ((venue !== undefined && sought.venue !== venue) || !(sought.search.nextAt > at)) continue
      if (!Number.isNaN(sought.search.outSince) || this.#isOver) continue
      sought.cancel()
      sought.search = { ...sought.search, nextAt: at }
      this.#arm(number, sought)
    }
  }

  /** Has no venue found, asked since an instant, what is looked for, and can none of it be proven absent by another? */
  areInVain(since: number, by: number): boolean {
    return [...this.#sought.values()].every(
      ({ unfoundSince, search }) => unfoundSince >= since && search.provenFrom > by,
    )
  }

  #leave(number: number, { venue, cancel }: Sought): void {
    cancel()
    this.#sought.delete(number)
    if (this.#silent.get(venue) !== number) return
    const next = [...this.#sought].find(
      ([, sought]) => sought.venue === venue && sought.search.phase === 'searching',
    )
    if (next === undefined) this.#silent.delete(venue)
    else this.#silent.set(venue, next[0])
  }

  close(): void {
    this.#isOver = true
    for (const { cancel } of this.#sought.values()) cancel()
  }

  #arm(number: number, sought: Sought): void {
    sought.cancel = this.#desk.setup.clock.callAt(sought.search.nextAt as Instant, () =>
      this.#ask(number, sought),
    )
  }

  #ask(number: number, sought: Sought): void {
    const desk = this.#desk
    const own = desk.engine.orders.of(number)
    const question = ++this.#questions
    const step = fateAfter(sought.search, { kind: 'due', at: desk.now(), question })
    sought.search = step.search
    if (!step.isToAsk || own === undefined) return
    desk.counts.searches++
    const { instrument } = own.state.request
    desk
      .venueOf(instrument)
      .search({
        wireId: wireIdOf(desk.setup.journal.state.journalId, number),
        instrument,
        since: this.#earliest(number),
        isPressing: true,
      })
      .catch((cause: unknown): OrderSearch => ({ kind: 'failed', detail: errorText(cause) }))
      .then((result) => this.#hear(own, sought, { question, result }))
      .catch((cause: unknown) => desk.setup.tell(`searching for an order: ${errorText(cause)}`))
  }

  #earliest(number: number): Instant {
    const { orders } = this.#desk.setup.journal.state
    const order = orders.findLast((each) => each.state.request.clientOrderId === number)
    return order?.time ?? (0 as Instant)
  }

  #hear(
    own: OwnOrder,
    sought: Sought,
    { question, result }: { readonly question: number; readonly result: OrderSearch },
  ): void {
    const { clientOrderId } = own.state.request
    // Meanwhile the venue may have told by itself.
    if (this.#isOver || this.#sought.get(clientOrderId) !== sought) return
    const at = this.#desk.now()
    const { kind } = result
    const searched = { kind: 'searched', at, question, result: kind } as const
    if (kind === 'nothing') sought.unfoundSince = sought.search.outSince
    sought.search = fateAfter(sought.search, searched).search
    this.#note(clientOrderId, sought, kind === 'failed')
    if (result.kind === 'failed') this.#tellFailure(own, sought, result.detail)
    switch (sought.search.phase) {
      case 'searching':
        return this.#arm(clientOrderId, sought)
      case 'frozen':
        return this.#desk.setup.tell(
          `${this.#named(clientOrderId, own.state.request.instrument)} could not be found nor proven absent: its instrument stays frozen`,
          'unknown-fate',
        )
      case 'absent':
        this.#desk.counts.provenAbsent++
        return this.#desk.hearSearch(clientOrderId, { kind: 'absent' })
      case 'found':
        if (result.kind !== 'found') return
        for (const fill of result.fills)
          this.#desk.hearFill({ ...fill, wireId: result.order.wireId })
        return this.#desk.hearSearch(clientOrderId, {
          kind: 'found',
          isOpen: result.order.isOpen,
          filledLots: result.order.filledLots,
        })
    }
  }

  /** A venue that refuses the question, or cannot be asked, has proven nothing: that is for a person to know. */
  #tellFailure({ state }: OwnOrder, sought: Sought, detail: string): void {
    // Times and numbers of requests are in it, and differ each time.
    const words = detail.replaceAll(/\d+/g, '#')
    if (words === sought.failure) return
    sought.failure = words
    const { clientOrderId, instrument } = state.request
    this.#desk.setup.tell(
      `${this.#named(clientOrderId, instrument)} could not be looked for, and stays of unknown fate: ${detail}`,
    )
  }

  /** One search goes on asking a venue that fails; the first that is answered again is told to all. */
  #note(number: number, sought: Sought, hasFailed: boolean): void {
    const { venue, search } = sought
    if (!hasFailed) {
      if (this.#silent.has(venue)) void this.isBack(venue)
      return
    }
    if (!this.#silent.has(venue)) this.#silent.set(venue, number)
    if (this.#silent.get(venue) !== number) return
    const nextAt = Math.min(search.nextAt, this.#desk.now() + probeEvery)
    sought.search = { ...search, nextAt }
  }
}
