/** Ids of the venue that are remembered: those of the latest orders. */
const namesMost = 20_000

/** Which order of ours, by our id, has which id of the venue. A class, for it keeps no more than the latest. */
export class OrderNames {
  readonly #wireIds = new Map<string, string>()

  /** '' for an order that is not ours; undefined where nothing is known. */
  of(venueOrderId: string): string | undefined {
    return this.#wireIds.get(venueOrderId)
  }

  /** @param wireId '' for an order that is not ours */
  remember(venueOrderId: string, wireId: string): void {
    // One that is told of again is a latest one again.
    this.#wireIds.delete(venueOrderId)
    this.#wireIds.set(venueOrderId, wireId)
    if (this.#wireIds.size > namesMost) this.#wireIds.delete(this.#wireIds.keys().next().value!)
  }
}
