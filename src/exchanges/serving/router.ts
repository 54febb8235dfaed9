/** Something found by method and path; `:name` in a path stands for one part of it. */
interface Placed<What> {
  readonly method: string
  readonly parts: readonly string[]
  readonly what: What
}

/** Finds what belongs to a request. */
export interface Router<What> {
  find(
    method: string,
    path: string,
  ): { readonly what: What; readonly places: Readonly<Record<string, string>> } | undefined
  /** Is there something at this path under another method? */
  hasPath(path: string): boolean
}

/** @param entries the first that fits is found */
export function routerOf<What extends { readonly method: string; readonly path: string }>(
  entries: readonly What[],
): Router<What> {
  const placed: Placed<What>[] = entries.map((what) => ({
    method: what.method,
    parts: what.path.split('/'),
    what,
  }))
  const fitting = (path: string): { each: Placed<What>; places: Record<string, string> }[] => {
    const parts = path.split('/')
    return placed.flatMap((each) => {
      const places = placesOf(each.parts, parts)
      return places === undefined ? [] : [{ each, places }]
    })
  }
  return {
    find(method, path) {
      const found = fitting(path).find(({ each }) => each.method === method)
      return found && { what: found.each.what, places: found.places }
    },
    hasPath: (path) => fitting(path).length > 0,
  }
}

function placesOf(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined
  const places: Record<string, string> = {}
  for (const [k, part] of pattern.entries()) {
    if (part.startsWith(':')) places[part.slice(1)] = decodeURIComponent(parts[k]!)
    else if (part !== parts[k]) return undefined
  }
  return places
}
