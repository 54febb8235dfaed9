import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { DeskFrame } from '../src/protocol/desk.ts'
import type { MarketFrame, MarketState } from '../src/protocol/market.ts'
import { askServer } from './ask-server.ts'
import { desk } from './store.ts'

type Ladder = Extract<MarketFrame, { type: 'ladder' }>

/** What a reader asked of the desk, and what became of it. */
export type AskedWork =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly message: string }

const state = signal<MarketState | null>(null)
const books = signal<Ladder | null>(null)
const forecast = signal<string | null>(null)
const work = signal<AskedWork>({ kind: 'idle' })
const choosing = signal<AskedWork>({ kind: 'idle' })

// Beside the state of the page: what changes ten times a second draws the panels anew that show it, and no others.

/** The market as it was told last; null while nothing was. */
export const market: ReadonlySignal<MarketState | null> = state

/** The books that are watched; null while none came. */
export const ladder: ReadonlySignal<Ladder | null> = books

export const switchWork: ReadonlySignal<AskedWork> = work

export const choiceWork: ReadonlySignal<AskedWork> = choosing

/** The coins of the market, in its order. */
export const bases: ReadonlySignal<readonly string[]> = computed(() => [
  ...new Set(market.value?.instruments.map(({ base }) => base)),
])

/** The coin whose books the page shows; null where it shows none. */
export const watchedBase: ReadonlySignal<string | null> = computed(() => {
  const { address } = desk.value
  if (address.view === 'flow') return forecast.value
  if (address.view !== 'books') return null
  return address.base ?? bases.value[0] ?? null
})

/** Says whose books belong to what is forecast; null: nothing is. */
export function watchForecast(base: string | null): void {
  forecast.value = base
}

/** Takes a frame of the market. @returns whether it was one */
export function hearMarket(frame: DeskFrame): boolean {
  switch (frame.type) {
    case 'market':
      state.value = frame
      return true
    case 'ladder':
      books.value = frame
      return true
    case 'book':
      return true
    case 'hello':
    case 'screen-progress':
    case 'screen-done':
      return false
  }
}

/** Throws the switch. */
export function throwSwitch(reason: string, flatten: boolean): Promise<void> {
  const names = { flatten: flatten ? 'yes' : 'no', ...(reason === '' ? {} : { reason }) }
  return act(work, `api/kill?${new URLSearchParams(names).toString()}`)
}

/** Takes it back. */
export function takeSwitchBack(): Promise<void> {
  return act(work, 'api/resume')
}

/** Has something else trade on paper. */
export function chooseStrategy(name: string): Promise<void> {
  return act(choosing, `api/strategy?${new URLSearchParams({ name }).toString()}`)
}

async function act(told: Signal<AskedWork>, path: string): Promise<void> {
  told.value = { kind: 'asking' }
  const asked = await askServer<MarketState>(path, new AbortController().signal, 'POST')
  if (asked.kind === 'ready') {
    state.value = asked.value
    told.value = { kind: 'idle' }
    return
  }
  const { failure } = asked
  const message =
    failure.kind === 'unreachable' ? 'the desk’s server does not answer' : failure.message
  told.value = { kind: 'failed', message }
}
