/** Ids of the venue that are remembered: those of the latest orders. */
const namesMost = 20_000

/** Which order of ours, by our id, has which id of the venue. A class, for it keeps no more than the latest. */
export class OrderNames {
  readonly #wireIds = new Map<string, string>()
  readonly #theirs = new Map<string, string>()

  /** '' for an order that is not ours; undefined where nothing is known. */
  of(venueOrderId: string): string | undefined {
    return this.#wireIds.get(venueOrderId)
  }

  /** The venue's id of an order of ours, as far as it is known. */
  theirs(wireId: string): string | undefined {
    return this.#theirs.get(wireId)
  }

  /** @param wireId '' for an order that is not ours */
  remember(venueOrderId: string, wireId: string): void {
    if (venueOrderId === '') return
    keep(this.#wireIds, venueOrderId, wireId)
    if (wireId !== '') keep(this.#theirs, wireId, venueOrderId)
  }
}

/** One that is told of again is a latest one again. */
function keep(names: Map<string, string>, name: string, other: string): void {
  names.delete(name)
  names.set(name, other)
  if (names.size > namesMost) names.delete(names.keys().next().value!)
}
