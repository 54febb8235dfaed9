import { open, rm, stat, type FileHandle } from 'node:fs/promises'
import { UsageError } from '../../core/errors.ts'
import type { Journal, JournalRecord } from '../../core/journal.ts'
import { worldFileError } from '../data-error.ts'
import { lockFolder, type LockTerms, type ReleaseLock } from '../lock-folder.ts'
import { makeFolder } from '../make-folder.ts'
import { syncFolder } from '../sync-folder.ts'
import {
  journalSegmentPath,
  listJournalSegments,
  readJournal,
  segmentNumberOf,
  type ReadJournal,
} from './journal-files.ts'
import { encodeJournalEntry } from './journal-frame.ts'

/** How large a journal may be. */
export interface JournalBounds {
  /** A segment that is larger is followed by the next one. */
  readonly segmentBytesMost: number
  /** Of all segments: beyond it the oldest go, for the checkpoint of the next tells what they came to. */
  readonly bytesMost: number
}

const usualBounds: JournalBounds = { segmentBytesMost: 2 ** 24, bytesMost: 2 ** 30 }
const lockName = 'journal.lock'

/**
 * A journal in a folder: frames appended to segments, each segment beginning with what everything before it came to.
 *
 * Whoever asks for a commit waits for one write to the disk that all who asked meanwhile share. A write that failed
 * is final: what the system says of the file afterwards cannot be trusted, so that nothing more is taken.
 */
export class FileJournal implements Journal {
  /** What was there when it was opened. */
  readonly found: ReadJournal
  readonly #folder: string
  readonly #bounds: JournalBounds
  readonly #release: ReleaseLock
  readonly #checkpoint: () => unknown
  #file: FileHandle | undefined
  #number: number
  #bytes = 0
  #pending: Buffer[] = []
  #writing: Promise<void> | undefined
  #next: Promise<void> | undefined
  #broken: unknown

  private constructor(place: Place, found: ReadJournal, checkpoint: () => unknown) {
    this.found = found
    this.#folder = place.folder
    this.#bounds = place.bounds
    this.#release = place.release
    this.#checkpoint = checkpoint
    const last = found.segments.at(-1)
    this.#number = last === undefined ? -1 : segmentNumberOf(last)
  }

  /**
   * Opens a journal for writing, or begins one.
   *
   * @param begun what the caller makes of what is found: gives the state at any later time, everything appended so far
   *              included
   * @throws UsageError while another process that is alive writes there; DataError when it is damaged otherwise than by
   *   a kill
   */
  static async open(
    folder: string,
    begun: (found: ReadJournal) => () => unknown,
    bounds: JournalBounds = usualBounds,
    lockTerms: Pick<LockTerms, 'renewMs'> = {},
  ): Promise<FileJournal> {
    await makeFolder(folder).catch((cause: unknown) => {
      throw worldFileError(folder, cause, 'write')
    })
    let taken: UsageError | undefined
    let journal: FileJournal | undefined
    const lost = (): void => {
      taken = new UsageError(`another process has taken ${folder} meanwhile`, { folder })
      if (journal !== undefined) journal.#broken ??= taken
    }
    const advice = `: a run that goes on (isobar trade status --journal ${folder} tells how it stands); take another journal for a second`
    const release = await lockFolder(folder, lockName, { ...lockTerms, lost, advice })
    try {
      const found = await readJournal(folder)
      journal = new FileJournal({ folder, bounds, release }, found, begun(found))
      journal.#broken = taken
      // Also after a kill: nothing is appended behind what may be torn.
      await journal.#turnOver(journal.#checkpointBytes())
      return journal
    } catch (cause) {
      await release()
      throw cause
    }
  }

  append(record: JournalRecord): void {
    this.#pending.push(encodeJournalEntry({ kind: 'record', record }))
  }

  commit(): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#failure())
    if (this.#pending.length === 0) return this.#writing ?? Promise.resolve()
    if (this.#writing === undefined) return this.#begin()
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined
      return this.#begin()
    })
    return this.#next
  }

  async close(): Promise<void> {
    try {
      await this.commit()
    } finally {
      await this.#file?.close()
      await this.#release()
    }
  }

  #begin(): Promise<void> {
    const writing = this.#write().finally(() => {
      if (this.#writing === writing) this.#writing = undefined
    })
    this.#writing = writing
    return writing
  }

  async #write(): Promise<void> {
    const bytes = Buffer.concat(this.#pending)
    this.#pending = []
    this.#bytes += bytes.length
    // Made now, while what it tells is exactly what has been taken so far.
    const checkpoint =
      this.#bytes > this.#bounds.segmentBytesMost ? this.#checkpointBytes() : undefined
    try {
      await this.#file!.appendFile(bytes)
      await this.#file!.datasync()
      if (checkpoint !== undefined) await this.#turnOver(checkpoint)
    } catch (cause) {
      this.#broken = cause
      throw this.#failure()
    }
  }

  #checkpointBytes(): Buffer {
    return encodeJournalEntry({ kind: 'checkpoint', state: this.#checkpoint() ?? null })
  }

  /** Begins the next segment and gives up those that are too old. */
  async #turnOver(checkpoint: Buffer): Promise<void> {
    const old = this.#file
    this.#number++
    const path = journalSegmentPath(this.#folder, this.#number)
    const file = await open(path, 'wx')
    await file.appendFile(checkpoint)
    await file.datasync()
    await syncFolder(this.#folder)
    this.#file = file
    // Of records alone: a checkpoint that is large must not make segments short.
    this.#bytes = 0
    await old?.close()
    await this.#giveUpOld()
  }

  async #giveUpOld(): Promise<void> {
    const segments = await listJournalSegments(this.#folder)
    let bytes = 0
    for (const segment of segments.toReversed()) {
      bytes += (await stat(segment)).size
      if (bytes > this.#bounds.bytesMost && segment !== segments.at(-1)) await rm(segment)
    }
  }

  #failure(): Error {
    return worldFileError(journalSegmentPath(this.#folder, this.#number), this.#broken, 'write')
  }
}

interface Place {
  readonly folder: string
  readonly bounds: JournalBounds
  readonly release: ReleaseLock
}
