import { errorText } from '../../core/errors.ts'
import type { Venue } from '../../core/orders/venue.ts'
import type { Instant } from '../../core/time.ts'
import type { LiveDesk } from './live-desk.ts'

/** A venue hears from us so often within the time after which it cancels everything. */
const beatsWithin = 3

/** Keeps the switches of the venues that have one armed, as long as we live. */
export class DeadMan {
  readonly #desk: LiveDesk
  readonly #venues: readonly Venue[]
  #cancel = (): void => undefined
  #isOver = false
  /** Venues whose switch was armed at least once, and those whose last arming failed. */
  readonly armed: Set<string> = new Set()
  readonly failing: Set<string> = new Set()

  constructor(desk: LiveDesk) {
    this.#desk = desk
    this.#venues = desk.setup.venues.filter((venue) => venue.capabilities.cancelAllAfter)
  }

  async start(): Promise<void> {
    if (this.#venues.length === 0) return
    await this.#beat()
  }

  /** Takes the switches back: nothing is left there that they would have to cancel. */
  async disarm(): Promise<void> {
    this.#isOver = true
    this.#cancel()
    await Promise.all(
      this.#venues.map((venue) =>
        venue.cancelAllAfter(undefined).catch((cause: unknown) => {
          this.#desk.setup.tell(
            `${venue.name}: its switch could not be taken back: ${errorText(cause)}`,
          )
        }),
      ),
    )
  }

  async #beat(): Promise<void> {
    const { clock, timing, tell } = this.#desk.setup
    await Promise.all(
      this.#venues.map(async (venue) => {
        try {
          await venue.cancelAllAfter(timing.deadManAfter)
          this.armed.add(venue.name)
          this.failing.delete(venue.name)
        } catch (cause) {
          if (!this.failing.has(venue.name))
            tell(`${venue.name}: its switch could not be armed: ${errorText(cause)}`)
          this.failing.add(venue.name)
        }
      }),
    )
    if (this.#isOver) return
    const next = (this.#desk.now() + timing.deadManAfter / beatsWithin) as Instant
    this.#cancel = clock.callAt(next, () => void this.#beat())
  }
}
