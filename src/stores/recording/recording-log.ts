import { rm } from 'node:fs/promises'
import { eventFlag } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import { worldFileError } from '../data-error.ts'
import { lockFolder, type ReleaseLock } from '../lock-folder.ts'
import { makeFolder } from '../make-folder.ts'
import { manifestOf, writeManifest } from './manifest.ts'
import {
  recoverRecording,
  requireOurs,
  type Recovered,
  type Recovery,
} from './recover-recording.ts'
import { lockName } from './recording-format.ts'
import { SegmentLog } from './segment-log.ts'
import { MICROSECONDS_PER_HOUR } from './stream-state.ts'
import type { EventOrigin } from './stream-table.ts'

/**
 * Writes a recording that loses nothing it has acknowledged, whenever it is killed.
 *
 * Events go to a segment and onto the disk first (`append` returns then). Every hour what came is written as Parquet,
 * `recording.json` is put in place, and only then the segment goes. A part that no `recording.json` names is left over
 * from a kill: it goes when the recording is opened for writing, for its events are still in the segment.
 */
export class RecordingLog {
  readonly #folder: string
  readonly #version: string
  readonly #release: ReleaseLock
  readonly #recovered: Recovered
  #segment: SegmentLog
  /** The hour of the last append, counted from 1970. */
  #hour = NaN

  private constructor(place: Place, recovered: Recovered, segment: SegmentLog) {
    this.#folder = place.folder
    this.#version = place.version
    this.#release = place.release
    this.#recovered = recovered
    this.#segment = segment
  }

  /**
   * Starts a recording in a folder that is empty or missing, or continues the one that is there.
   *
   * @throws UsageError when something else is in the folder, or another process writes there; DataError when a segment
   *   is damaged otherwise than by a kill
   */
  static async open(folder: string, version: string): Promise<RecordingLog> {
    await makeFolder(folder).catch((cause: unknown) => {
      throw worldFileError(folder, cause, 'write')
    })
    await requireOurs(folder)
    const release = await lockFolder(folder, lockName)
    try {
      const recovered = await recoverRecording(folder, version)
      const segment = await SegmentLog.create(folder, recovered.table.events)
      return new RecordingLog({ folder, version, release }, recovered, segment)
    } catch (cause) {
      await release()
      throw cause
    }
  }

  /** How many events it holds: what a recorder that was killed goes on from. */
  get events(): number {
    return this.#recovered.table.events
  }

  /** Local time of the last event it holds; undefined without. */
  get lastTime(): Instant | undefined {
    const { streams } = this.#recovered.table
    const last = streams.reduce((latest, { to }) => Math.max(latest, to), -Infinity)
    return last === -Infinity ? undefined : (last as Instant)
  }

  /** What a killed writer had left, and what was made of it. */
  get recovery(): Recovery {
    return this.#recovered.recovery
  }

  /**
   * Takes whole messages, and returns when they are on the disk. One call at a time.
   *
   * @throws StreamDisorder, UncountableValue, or what the file system says; the log must then be opened again
   */
  async append(rows: EventRows, origin: EventOrigin): Promise<void> {
    if (rows.length === 0) return
    const { table, parts } = this.#recovered
    const isWhole = (rows.flags[rows.length - 1]! & eventFlag.endsMessage) !== 0
    invariant(isWhole, 'a log takes whole messages')
    const hour = Math.floor(rows.localTime[0]! / MICROSECONDS_PER_HOUR)
    if (hour !== this.#hour && !Number.isNaN(this.#hour)) await this.rotate()
    this.#hour = hour
    await this.#segment.append(rows, table.events, origin)
    await parts.take(rows, origin)
    if (this.#segment.bytes > SEGMENT_BYTES_MOST) await this.rotate()
  }

  /** Writes all that came as Parquet, and begins a new segment. */
  async rotate(): Promise<void> {
    if (this.#segment.bytes === 0) return
    await this.#commit(true)
    const old = this.#segment
    this.#segment = await SegmentLog.create(this.#folder, this.#recovered.table.events)
    await old.close()
    await rm(old.path)
  }

  async close(): Promise<void> {
    await this.#commit(false)
    await this.#recovered.parts.close()
    await this.#segment.close()
    await rm(this.#segment.path)
    await this.#release()
  }

  async #commit(open: boolean): Promise<void> {
    const { table, parts, sources } = this.#recovered
    await parts.writeAll()
    await writeManifest(this.#folder, manifestOf(table, { version: this.#version, open, sources }))
  }
}

interface Place {
  readonly folder: string
  readonly version: string
  readonly release: ReleaseLock
}

/** A segment is read again after a kill, at some hundred megabytes a second. */
const SEGMENT_BYTES_MOST = 2 ** 30
