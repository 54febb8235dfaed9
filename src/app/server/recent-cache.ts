/** The few values used last, by key: the one not used for longest goes when there is no room. */
export interface RecentCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

/** @param stamp what the values rest on: once it is another, all of them are forgotten */
export function recentCache<Value>(
  capacity: number,
  stamp: () => string = () => '',
): RecentCache<Value> {
  // A Map keeps insertion order; putting a key back on every use makes that the order of use.
  const entries = new Map<string, Value>()
  let stampKnown = stamp()
  const forgetStale = (): void => {
    const now = stamp()
    if (now !== stampKnown) entries.clear()
    stampKnown = now
  }
  return {
    get(key) {
      forgetStale()
      const value = entries.get(key)
      if (value === undefined) return undefined
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      forgetStale()
      entries.delete(key)
      entries.set(key, value)
      for (const oldest of entries.keys()) {
        if (entries.size <= capacity) break
        entries.delete(oldest)
      }
    },
    delete(key) {
      entries.delete(key)
    },
  }
}
