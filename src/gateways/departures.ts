import type { Clock } from '../core/clock.ts'
import type { Instant } from '../core/time.ts'
import { UnsentError } from './askable-order.ts'
import { arrivedAfterMs } from './one-at-a-time.ts'

/** What is about to leave. */
interface Leaving {
  readonly instrument: number
  /** What its order is called on the wire. */
  readonly wireId: string
  readonly isPlacing: boolean
  /** It leaves by this instant or not at all. */
  readonly sendBy: Instant
}

/** What an order or a cancellation passes when it leaves. */
export interface Gate {
  /** Asked when its turn has come. @throws UnsentError where its time is over */
  readonly mayLeave: () => void
  /** Called when it has left, or is on its way to the socket in the same turn. */
  readonly left: () => void
}

interface Placing {
  /** By the clock of `performance.now()`; undefined until it has left. */
  leftAt: number | undefined
  readonly answered: Promise<void>
}

/**
 * Has the commands of an instrument leave in the order in which they were given, whoever writes them: each when the one
 * before it has left. What is about an order whose placing is not answered waits for that, for on another connection it might
 * arrive before it, and be refused with the order left open. A class, for it guards whose turn it is.
 */
export class Departures {
  /** By instrument: resolves when the last one that was given has left; absent where all have. */
  readonly #last = new Map<number, Promise<void>>()
  readonly #placings = new Map<string, Placing>()
  readonly #clock: Pick<Clock, 'now'>

  /** @param clock the one by which it is told until when something may leave */
  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /**
   * Begins with something in its turn, before this returns where nobody is before it.
   *
   * @param begin passes the gate; what never does has left when it is over
   */
  async run<T>(
    { instrument, wireId, isPlacing, sendBy }: Leaving,
    begin: (gate: Gate) => Promise<T>,
  ): Promise<T> {
    const before = this.#last.get(instrument)
    const [gone, go] = signal()
    const [answered, hear] = signal()
    const placing: Placing = { leftAt: undefined, answered }
    const left = (): void => {
      placing.leftAt ??= performance.now()
      if (this.#last.get(instrument) === gone) this.#last.delete(instrument)
      go()
    }
    this.#last.set(instrument, gone)
    const own = this.#placings.get(wireId)
    if (isPlacing) this.#placings.set(wireId, placing)
    try {
      if (before !== undefined) await before
      if (own !== undefined) await arrived(own)
      return await begin({ mayLeave: () => this.#requireTime(sendBy), left })
    } finally {
      left()
      hear()
      if (this.#placings.get(wireId) === placing) this.#placings.delete(wireId)
    }
  }

  #requireTime(sendBy: Instant): void {
    if (this.#clock.now() > sendBy) throw new UnsentError('its time was over')
  }
}

/** Resolves once an order is at its venue, as far as that can be known here. */
async function arrived({ leftAt = performance.now(), answered }: Placing): Promise<void> {
  const restMs = leftAt + arrivedAfterMs - performance.now()
  if (restMs <= 0) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, restMs)
    void answered.then(resolve).finally(() => clearTimeout(timer))
  })
}

function signal(): readonly [given: Promise<void>, give: () => void] {
  let give!: () => void
  const given = new Promise<void>((resolve) => void (give = resolve))
  return [given, give]
}
