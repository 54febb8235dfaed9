/** What can be closed, and opens itself again. */
export interface OpenFile {
  close(): Promise<void>
}

/** The files that are open, of any number that is written: where one more would be too many, the oldest is closed. */
export class OpenFiles {
  /** The one written longest ago first. */
  readonly #open = new Set<OpenFile>()

  /** Makes room for a file that is to be written. */
  async enter(file: OpenFile): Promise<void> {
    this.#open.delete(file)
    const [oldest] = this.#open
    if (oldest !== undefined && this.#open.size >= OPEN_MOST) {
      this.#open.delete(oldest)
      await oldest.close()
    }
    this.#open.add(file)
  }

  leave(file: OpenFile): void {
    this.#open.delete(file)
  }
}

/** A packed file takes half a megabyte while it is open, and systems allow some 1,000 of them. */
const OPEN_MOST = 128
