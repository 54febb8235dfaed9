import { effect } from '@preact/signals'
import type {
  PairAnswer,
  PairNullAnswer,
  ScreenAnswer,
  UniversesAnswer,
} from '../src/protocol/desk.ts'
import type { ScreenResult } from '../src/research/pairs/screen-result.ts'
import type { RadarHistoryResult } from '../src/research/radar/radar-history-result.ts'
import type { WalkForwardResult } from '../src/research/pairs/walk-forward-result.ts'
import type { UniverseName } from './address.ts'
import {
  askServer,
  pairNullPath,
  pairPath,
  radarHistoryPath,
  screenNullPath,
  screenPath,
  sweepPath,
  verdictPath,
  walkForwardPath,
} from './ask-server.ts'
import type { SweepResult } from '../src/research/pairs/sweep-result.ts'
import type { VerdictResult } from '../src/research/pairs/verdict-result.ts'
import { longClient, type LongClient } from './long-work.ts'
import { isSameUniverse, universeOf, type DeskState } from './state.ts'
import { change, desk } from './store.ts'

/** While a screen runs the socket tells how far it is; this only bridges its silence. */
const screenAgainMs = 1_000

/** While nobody answers. */
const serverAgainMs = 2_000

let universesAsk = new AbortController()
let screenAsk = new AbortController()
let pairAsk = new AbortController()

/** The walk-forward of the address. */
export const walkForwardWork: LongClient = longClient<WalkForwardResult>((walkForward) =>
  change((state) => ({ ...state, walkForward })),
)

/** The address's pair among drawn ones. */
export const pairNullWork: LongClient = longClient<PairNullAnswer>((pairNull) =>
  change((state) => ({ ...state, pairNull })),
)

/** The grid of the address. */
export const sweepWork: LongClient = longClient<SweepResult>((sweep) =>
  change((state) => ({ ...state, sweep })),
)

/** The card of the address. */
export const verdictWork: LongClient = longClient<VerdictResult>((verdict) =>
  change((state) => ({ ...state, verdict })),
)

/** The address's screen against drawn universes. */
export const screenNullWork: LongClient = longClient<ScreenResult>((drawnScreen) =>
  change((state) => ({ ...state, drawnScreen })),
)

/** The radar over time of the address. */
export const radarHistoryWork: LongClient = longClient<RadarHistoryResult>((radarHistory) =>
  change((state) => ({ ...state, radarHistory })),
)

/** Loads whatever the address needs, whenever it changes. */
export function followState(): void {
  let universe: UniverseName | null = null
  let pair = ''
  void loadUniverses()
  effect(() => {
    const state = desk.value
    const wanted = universeOf(state)
    const { address } = state
    followLongWork(state)
    const needsScreen = address.view === 'screen' || address.view === 'pair'
    if (needsScreen && wanted !== null && !isSameUniverse(wanted, universe)) {
      universe = wanted
      void loadScreen(wanted)
    }
    const asked = address.view === 'pair' ? pairPath(address) : ''
    if (asked === pair) return
    pair = asked
    pairAsk.abort()
    if (asked !== '') void loadPair()
  })
}

/** Follows what the address asks for of the work that a reader starts. */
function followLongWork(state: DeskState): void {
  const { address, lastScreen } = state
  const universe = universeOf(state)
  const pathOf = (path: ((universe: UniverseName) => string) | null): string | null =>
    universe === null || path === null ? null : path(universe)
  walkForwardWork.follow(
    pathOf(address.view === 'walk-forward' ? (one) => walkForwardPath(one, address) : null),
  )
  radarHistoryWork.follow(
    pathOf(address.view === 'over-time' ? (one) => radarHistoryPath(one, address) : null),
  )
  // A pair's neighbours are those of the screen the reader came from.
  const isScreened = address.view === 'screen' || address.view === 'pair'
  const isDrawn = isScreened && lastScreen.drawn.null === 'bootstrap'
  screenNullWork.follow(pathOf(isDrawn ? (one) => screenNullPath(one, lastScreen.drawn) : null))
  const isHeld = address.view === 'pair' && address.draws.nullRuns > 0
  sweepWork.follow(address.view === 'sweep' ? sweepPath(address) : null)
  verdictWork.follow(address.view === 'verdict' ? verdictPath(address) : null)
  pairNullWork.follow(isHeld ? pairNullPath(address) : null)
}

async function loadUniverses(): Promise<void> {
  universesAsk.abort()
  universesAsk = new AbortController()
  const { signal } = universesAsk
  await ifStillWanted(async () => {
    const universes = await askServer<UniversesAnswer>('api/universes', signal)
    change((state) => ({ ...state, universes }))
    if (universes.kind === 'failed') await again(serverAgainMs, loadUniverses, signal)
  })
}

/** Asks for a screen until it is done. */
export async function loadScreen(universe: UniverseName): Promise<void> {
  screenAsk.abort()
  screenAsk = new AbortController()
  const { signal } = screenAsk
  change((state) => ({
    ...state,
    screenOf: universe,
    cursor: null,
    screen: { kind: 'loading', progress: null },
  }))
  await ifStillWanted(() => askForScreen(universe, signal))
}

/** Asks now rather than at the next turn: the socket said it is done. */
export function hurryScreen(universe: UniverseName): void {
  if (!isSameUniverse(desk.peek().screenOf, universe)) return
  if (desk.peek().screen.kind !== 'loading') return
  screenAsk.abort()
  screenAsk = new AbortController()
  const { signal } = screenAsk
  void ifStillWanted(() => askForScreen(universe, signal))
}

async function askForScreen(universe: UniverseName, signal: AbortSignal): Promise<void> {
  const asked = await askServer<ScreenAnswer>(screenPath(universe), signal)
  if (asked.kind === 'failed') {
    change((state) => ({ ...state, screen: asked }))
    if (asked.failure.kind === 'unreachable') {
      await again(serverAgainMs, () => askForScreen(universe, signal), signal)
    }
    return
  }
  const answer = asked.value
  switch (answer.state) {
    case 'running': {
      const { done, total } = answer
      change((state) => ({ ...state, screen: { kind: 'loading', progress: { done, total } } }))
      await again(screenAgainMs, () => askForScreen(universe, signal), signal)
      return
    }
    case 'done':
      change((state) => ({
        ...state,
        screen: { kind: 'ready', value: answer.result, sealed: answer.sealed },
      }))
      return
    case 'failed': {
      const failure = { kind: 'refused', status: 500, message: answer.message } as const
      change((state) => ({ ...state, screen: { kind: 'failed', failure } }))
    }
  }
}

/** Works the address's pair out anew; what is shown stays until the answer is there. */
export async function loadPair(): Promise<void> {
  const { address } = desk.peek()
  if (address.view !== 'pair') return
  pairAsk.abort()
  pairAsk = new AbortController()
  const { signal } = pairAsk
  change((state) => ({
    ...state,
    isPairWorking: true,
    pair: state.pair.kind === 'ready' ? state.pair : { kind: 'loading', progress: null },
  }))
  await ifStillWanted(async () => {
    const pair = await askServer<PairAnswer>(pairPath(address), signal)
    change((state) => ({ ...state, pair, isPairWorking: false }))
    if (pair.kind === 'failed' && pair.failure.kind === 'unreachable') {
      await again(serverAgainMs, loadPair, signal)
    }
  })
}

async function again(
  afterMs: number,
  ask: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, afterMs)
  })
  signal.throwIfAborted()
  await ask()
}

/** Ends quietly when the reader has gone elsewhere; anything else that goes wrong is a fault. */
async function ifStillWanted(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
  }
}
