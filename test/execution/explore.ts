/** A world that can go more than one way from every state. */
export interface World<State> {
  readonly starts: readonly State[]
  /** The same for states that are alike. */
  key(state: State): string
  /** Every state that may come next. */
  next(state: State): readonly State[]
  /** Throws where something does not hold. */
  check(state: State): void
}

/** Goes through every state that can be reached, each once, and says how many there were. */
export function explore<State>(world: World<State>, statesMost: number): number {
  const seen = new Set<string>()
  const open: State[] = []
  const meet = (state: State): void => {
    const key = world.key(state)
    if (seen.has(key)) return
    seen.add(key)
    world.check(state)
    open.push(state)
  }
  for (const state of world.starts) meet(state)
  while (open.length > 0) {
    if (seen.size > statesMost) throw new Error(`more than ${statesMost} states`)
    for (const state of world.next(open.pop()!)) meet(state)
  }
  return seen.size
}
