/** A listen key that is not asked for again within an hour ends. */
const validUs = 3_600_000_000

/** The listen key of an account: futures still have them in 2026. */
export class ListenKeys {
  #key: string | undefined
  #until = -Infinity
  #made = 0

  /** The key in force, made when there is none; asking makes it valid for another hour. */
  start(at: number): string {
    if (!this.isValid(this.#key, at)) {
      this.#made++
      this.#key = `isobar${String(this.#made).padStart(58, '0')}`
    }
    this.#until = at + validUs
    return this.#key!
  }

  /** False when there is none to keep alive. */
  keepAlive(at: number): boolean {
    if (!this.isValid(this.#key, at)) return false
    this.#until = at + validUs
    return true
  }

  close(): void {
    this.#key = undefined
  }

  isValid(key: string | undefined, at: number): boolean {
    return key !== undefined && key === this.#key && at < this.#until
  }
}
