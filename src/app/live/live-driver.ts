import { errorText } from '../../core/errors.ts'
import { setMaxListeners } from 'node:events'
import type { FeedNotice } from '../../core/events/market-feed.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import type { Venue } from '../../core/orders/venue.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { processMessage, watch } from '../../engine/process.ts'
import type { Engine } from '../../engine/engine.ts'
import type { HaltReason } from '../../core/strategy/refusal.ts'
import { CommandDesk } from './command-desk.ts'
import { DeadMan } from './dead-man.ts'
import { EventQueue, type IncomingBatch } from './event-queue.ts'
import { FateDesk } from './fate-desk.ts'
import { killInWords } from './kill-words.ts'
import { leftInWords, leftOpen, tellLeft } from './left-open.ts'
import { LegsBook } from './legs-book.ts'
import { LiveDesk, type LiveCounts } from './live-desk.ts'
import type { LiveSetup } from './live-setup.ts'
import { NextTimer } from './next-timer.ts'
import { haltVenue, holdVenue } from './halt-venue.ts'
import { withRefusalsTold } from './refusal-notes.ts'
import { rest } from './rest.ts'
import { RiskWatch } from './risk-watch.ts'
import { resumedEngine } from './resumed-engine.ts'
import { VenueSync } from './venue-sync.ts'
import { holdsSomething, isToClose, WindDown } from './wind-down.ts'

/** What a start came to: a run that trades, or the reasons why none may. */
export type LiveStart =
  | { readonly kind: 'trading' }
  | { readonly kind: 'refused'; readonly differences: readonly string[] }

const pollWaitUs = 20_000 as Duration
/**
 * A run on paper or live: the engine that backtests run through, driven by what comes in, a wall clock, and venues that
 * may be the real ones. What comes in waits in one bounded queue and is processed in its order; what the engine wants
 * is written down before it is sent.
 */
export class LiveDriver {
  readonly engine: Engine
  readonly queue: EventQueue
  readonly syncs: ReadonlyMap<string, VenueSync>
  readonly deadMan: DeadMan
  readonly watch: RiskWatch
  readonly fees: LiveDesk['fees']
  readonly #setup: LiveSetup
  readonly #desk: LiveDesk
  readonly #commands: CommandDesk
  readonly #fates: FateDesk
  readonly #legs: LegsBook
  readonly #timer: NextTimer
  readonly #gaps = new EventColumns(16)
  readonly #ended = new AbortController()
  readonly #streamsDown = new Set<string>()
  #isPumping = false
  #woken: NodeJS.Immediate | undefined
  #wasKilled = false
  #isFlattening = false
  #isEnding = false
  /** Why the run cannot go on; undefined while it can. */
  #failure: Error | undefined

  constructor(setup: LiveSetup) {
    this.#setup = setup
    this.engine = resumedEngine(withRefusalsTold(setup))
    this.#wasKilled = this.engine.risk.kill !== undefined
    // Every loop of the run listens for its end.
    setMaxListeners(0, this.#ended.signal)
    this.#desk = new LiveDesk(setup, this.engine)
    this.#desk.after = () => this.#after()
    this.#desk.broken = (cause) => {
      if (!this.#ended.signal.aborted) this.#fail(cause)
    }
    this.#commands = new CommandDesk(this.#desk, (cause) => this.#fail(cause))
    this.#fates = new FateDesk(this.#desk, this.#commands, (venue) =>
      this.syncs.get(venue)!.lookForUnknown(),
    )
    this.#legs = new LegsBook(this.#desk)
    this.#timer = new NextTimer(setup.clock, () => this.queue.addCall(() => this.#runTimers()))
    this.deadMan = new DeadMan(this.#desk)
    this.watch = new RiskWatch(this.#desk)
    this.fees = this.#desk.fees
    this.queue = new EventQueue(setup.queue, () => {
      this.#woken = setImmediate(() => this.#pump())
    })
    this.syncs = new Map(
      setup.venues.map((venue) => [venue.name, new VenueSync(this.#desk, venue)]),
    )
    for (const venue of setup.venues) this.#halt(venue.name, 'not-reconciled', true)
  }

  get counts(): LiveCounts {
    return this.#desk.counts
  }

  /** Aborted when the run cannot go on; its reason says why. */
  get failed(): AbortSignal {
    return this.#ended.signal
  }

  /**
   * Connects, brings journal and venues into agreement, and begins.
   *
   * @param signal aborts when the run is to end: nothing that does not agree is waited for then
   */
  async start(signal: AbortSignal = this.#ended.signal): Promise<LiveStart> {
    const over = AbortSignal.any([signal, this.#ended.signal])
    const { venues, feeds } = this.#setup
    await Promise.all(venues.map((venue) => venue.start(this.#listenTo(venue))))
    await Promise.all(
      feeds.map((feed) =>
        feed.start({
          rows: (rows) => this.#hearRows(rows),
          notice: (notice) => this.#notice(notice),
        }),
      ),
    )
    this.#fates.look()
    const found = await Promise.all(
      venues.map(async (venue) => {
        const left = await this.syncs.get(venue.name)!.start(over)
        return left.map((text) => `${venue.name}: ${text}`)
      }),
    )
    const differences = found.flat()
    await this.#setup.journal.commit()
    if (over.aborted && differences.length === 0) differences.push('it was asked to end before')
    if (differences.length > 0) return { kind: 'refused', differences }
    for (const { name } of venues) this.#halt(name, 'not-reconciled', false)
    await this.deadMan.start()
    const since = this.#desk.now()
    while (this.#legs.isWaiting(since) && !over.aborted)
      await rest(this.#setup.clock, pollWaitUs, over)
    this.queue.addCall(() => {
      const goOnWithLegs = this.#legs.restore()
      this.#desk.process({ kind: 'begin', time: this.#desk.now() })
      goOnWithLegs()
      // What an earlier run was to close and did not come to.
      this.#flatten()
    })
    for (const venue of venues) void this.#keepInStep(venue)
    void this.watch.run(this.#setup.timing.reconcileEvery, this.#ended.signal)
    return { kind: 'trading' }
  }

  /** Which orders are not over, in words. */
  readonly leftInWords = (): string[] => leftInWords(this.#desk)

  /** Does something in its turn, between two events. */
  call(work: (desk: LiveDesk) => void): void {
    this.queue.addCall(() => work(this.#desk))
  }

  /** Throws the switch, or takes it back; written down either way. */
  kill(reason: string, flatten: boolean): void {
    this.call((desk) => {
      const time = desk.now()
      desk.write({ time, kind: 'kill', reason, flatten })
      this.#setup.tell(`kill switch: ${reason}${flatten ? ', positions are closed' : ''}`, 'kill')
      this.#wasKilled = true
      desk.process({ kind: 'kill', time })
      this.#flatten()
    })
  }

  resume(): void {
    this.call((desk) => {
      const time = desk.now()
      desk.write({ time, kind: 'resume' })
      this.#setup.tell('the kill switch was taken back', 'resume')
      this.#wasKilled = false
      desk.process({ kind: 'resume', time })
    })
  }

  /**
   * Ends the run: open orders are cancelled and waited for, switches taken back, and the journal says that it ended.
   *
   * @param isFlat closes at the market what is held, too, as far as that can be done in time
   * @returns how many orders were still open when waiting was over
   */
  async end(isFlat = false): Promise<number> {
    const { engine } = this
    const { journal, venues, feeds } = this.#setup
    if (engine.hasBegun && this.#failure === undefined) {
      this.#isEnding = true
      await new WindDown(this.#desk, this.#legs, this.#fates, (work) => this.call(work)).run(isFlat)
      // Taking switches back takes a while, in which a strategy hears of fills.
      this.#desk.process({ kind: 'over', time: this.#desk.now() })
    } else if (!engine.hasBegun) tellLeft(this.#desk)
    const left = leftOpen(journal.state).length
    // With orders left open the venue's switch is what will cancel them.
    if (left === 0 && this.#failure === undefined) await this.deadMan.disarm()
    this.#ended.abort()
    this.#commands.stop()
    this.#fates.close()
    this.#timer.cancel()
    await Promise.all([...venues, ...feeds].map((each) => each.close()))
    watch(engine)
    if (this.#failure === undefined) journal.append({ time: this.#desk.now(), kind: 'end' })
    await journal.close()
    return left
  }

  #listenTo(venue: Venue): Parameters<Venue['start']>[0] {
    return {
      answer: (answer) => this.queue.addAnswer(answer, this.#desk.now()),
      stream: (state, detail) => this.queue.addCall(() => this.#onStream(venue, state, detail)),
      held: (until) =>
        this.queue.addCall(() =>
          holdVenue(this.#setup, this.engine.risk, { venue: venue.name, until }),
        ),
      notice: (detail) => this.#setup.tell(`${venue.name}: ${detail}`),
    }
  }

  #onStream(venue: Venue, state: 'up' | 'down', detail: string): void {
    const isDown = state === 'down'
    if (isDown === this.#streamsDown.has(venue.name)) return
    this.#setup.tell(
      `${venue.name}: account stream ${state}${detail === '' ? '' : `: ${detail}`}`,
      isDown ? 'disconnect' : 'recovered',
    )
    if (isDown) {
      this.#streamsDown.add(venue.name)
      this.#halt(venue.name, 'stream-down', true)
    } else void this.#catchUp(venue)
  }

  /** Trades on a venue again once what its stream did not bring was asked for. */
  async #catchUp(venue: Venue): Promise<void> {
    this.#streamsDown.delete(venue.name)
    const { clock } = this.#setup
    while (!this.#ended.signal.aborted && !this.#streamsDown.has(venue.name)) {
      try {
        if (this.engine.hasBegun) await this.syncs.get(venue.name)!.poll(true)
        this.#halt(venue.name, 'stream-down', false)
        void this.#fates.isBack(venue.name)
        return
      } catch (cause) {
        this.#setup.tell(`${venue.name}: catching up: ${errorText(cause)}`)
        await rest(clock, 1_000_000 as Duration, this.#ended.signal)
      }
    }
  }

  /** Looks at fills and holdings of a venue as long as the run lasts. */
  async #keepInStep(venue: Venue): Promise<void> {
    const { clock, timing, tell } = this.#setup
    const sync = this.syncs.get(venue.name)!
    let comparedAt = this.#desk.now() as number
    while (!this.#ended.signal.aborted) {
      await rest(clock, timing.pollEvery, this.#ended.signal)
      if (this.#ended.signal.aborted) return
      try {
        await sync.poll(false)
        if (this.#desk.now() - comparedAt < timing.reconcileEvery) continue
        const differences = await sync.compare()
        comparedAt = this.#desk.now()
        if (this.#halt(venue.name, 'not-reconciled', differences.length > 0))
          tell(
            `${venue.name}: ${differences.length === 0 ? 'agrees again' : differences.join('; ')}`,
            differences.length === 0 ? 'recovered' : 'disagreement',
          )
      } catch (cause) {
        tell(`${venue.name}: ${errorText(cause)}`)
      }
    }
  }

  #notice(notice: FeedNotice): void {
    const { venue, kind, detail } = notice
    this.watch.noticed(notice)
    if (kind === 'disconnected' || kind === 'halted')
      this.#setup.tell(`${venue}: ${kind}: ${detail}`, kind === 'halted' ? 'halt' : 'disconnect')
  }

  #halt(venue: string, reason: HaltReason, isOn: boolean): boolean {
    return haltVenue(this.#setup, this.engine.risk, { venue, reason, isOn })
  }

  /** Looked at at once, with all that waits: after a chunk was decoded whole its first message was acted upon 100 us later. */
  #hearRows(rows: EventRows): void {
    this.queue.addRows(rows)
    if (!this.#desk.isProcessing) this.#pump()
  }

  #pump(): void {
    if (this.#isPumping || this.#ended.signal.aborted) return
    this.#isPumping = true
    // All that waits is looked at now: whoever was to be woken for it would find nothing.
    clearImmediate(this.#woken)
    try {
      if (this.queue.isOverrun) throw new Error('more answers wait than may: trading stops')
      for (let batch = this.queue.take(); batch !== undefined; batch = this.queue.take())
        this.#process(batch)
      this.#runTimers()
      this.#timer.arm(this.engine.timers.nextAt())
      // What was heard goes to the disk soon; only what is to be sent waits for it.
      this.#setup.journal.commit().catch((cause: unknown) => this.#fail(cause))
    } catch (cause) {
      this.#fail(cause)
    } finally {
      this.#isPumping = false
    }
  }

  #process({ rows, items, lost }: IncomingBatch): void {
    for (const item of items) {
      switch (item.kind) {
        case 'message':
          this.#message(rows, item.start)
          break
        case 'answer':
          this.#desk.hear(item.answer, item.time)
          break
        case 'call':
          item.call()
          break
      }
    }
    if (lost.size > 0) this.#lose(lost)
  }

  #message(rows: EventRows, start: number): void {
    if (this.engine.hasBegun) {
      processMessage(this.engine, rows, start)
      this.watch.heard(rows, start)
      this.#after()
    } else {
      this.engine.market.applyMessage(rows, start)
      this.watch.heard(rows, start)
    }
  }

  /** Books of which rows were dropped are void until their feeds give them anew. */
  #lose(lost: ReadonlySet<number>): void {
    for (const instrument of lost) {
      this.#gaps.empty()
      this.#gaps.begin(instrument, this.#desk.now(), Number.NaN, Number.NaN)
      this.#gaps.addGap()
      this.#gaps.end()
      this.#message(this.#gaps, 0)
    }
    for (const feed of this.#setup.feeds) {
      const own = [...lost].filter((each) => this.#setup.instruments[each]!.venue === feed.venue)
      if (own.length > 0) feed.resync(own)
    }
  }

  #runTimers(): void {
    const { timers } = this.engine
    while (this.engine.hasBegun && timers.nextAt() <= this.#desk.now()) {
      this.#desk.process({ kind: 'timer', time: this.#desk.now() })
    }
  }

  /** After everything that was processed: fates, the switch, commands, the next timer. */
  #after(): void {
    const { engine } = this
    this.#fates.look()
    if (!this.#wasKilled && !this.#isEnding && engine.risk.kill !== undefined) {
      this.#wasKilled = true
      const reason = killInWords(engine.risk.kill.reason, engine.setup.reporting.currency)
      const { lossFlattens: flatten } = this.#setup
      this.#desk.write({ time: this.#desk.now(), kind: 'kill', reason, flatten })
      this.#setup.tell(`kill switch: ${reason}`, 'kill')
      if (flatten) this.queue.addCall(() => this.#flatten())
      // And what an order fills that had left before.
    } else if (!this.#isFlattening && isToClose(this.#desk))
      this.queue.addCall(() => this.#flatten())
    this.#legs.note()
    this.#commands.post()
    this.#timer.arm(this.engine.timers.nextAt())
  }

  /** Closes positions as long as there are any and the switch says so. */
  #flatten(): void {
    const { killed } = this.#setup.journal.state
    if (killed?.flatten !== true || this.#isFlattening || this.#ended.signal.aborted) return
    this.#desk.process({ kind: 'flatten', time: this.#desk.now() })
    if (!holdsSomething(this.#desk)) return
    this.#isFlattening = true
    const at = (this.#desk.now() + 1_000_000) as Instant
    this.#setup.clock.callAt(at, () =>
      this.queue.addCall(() => {
        this.#isFlattening = false
        this.#flatten()
      }),
    )
  }

  #fail(cause: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = cause instanceof Error ? cause : new Error(String(cause))
    this.#commands.stop()
    this.#setup.tell(`cannot go on: ${this.#failure.message}`, 'failure')
    this.#ended.abort(this.#failure)
  }
}
