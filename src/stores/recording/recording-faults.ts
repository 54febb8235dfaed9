import { IsobarError } from '../../core/errors.ts'
import type { Channel } from './channel.ts'
import type { InstrumentKey } from './stream-state.ts'

/** An event of a stream is older than the one before it: replayed, it would be known before it was. */
export class StreamDisorder extends IsobarError {
  constructor(instrument: InstrumentKey, channel: Channel, times: DisorderedTimes) {
    super(
      'data',
      `${instrument.venue} ${instrument.name} ${channel}: local time ${times.localTime} us comes after ${times.previous} us`,
      { context: { ...instrument, channel, ...times } },
    )
  }
}

interface DisorderedTimes {
  /** Microseconds. */
  readonly localTime: number
  readonly previous: number
}

/** A price so large, for its tick, that the double of it does not tell its ticks any more. */
export class UncountableValue extends IsobarError {
  constructor(instrument: InstrumentKey, ticks: number) {
    super(
      'data',
      `${instrument.venue} ${instrument.name}: a price of ${ticks} ticks has no double that tells them`,
      { context: { ...instrument, ticks } },
    )
  }
}
