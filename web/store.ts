import { signal, type ReadonlySignal } from '@preact/signals'
import { formatAddress, parseAddress, type Address } from './address.ts'
import { goTo, initialState, type DeskState } from './state.ts'

const state = signal<DeskState>(initialState)

/** The one state of the page. */
export const desk: ReadonlySignal<DeskState> = state

/** Replaces the state by what a pure function makes of it. */
export function change(next: (state: DeskState) => DeskState): void {
  state.value = next(state.peek())
}

/** Goes somewhere and lets the way back lead here. */
export function visit(address: Address): void {
  const hash = formatAddress(address)
  if (hash !== location.hash) history.pushState(null, '', hash)
  change((before) => goTo(before, address))
}

/** Goes somewhere in place of here: each letter typed into the filter is no step of its own. */
export function replaceVisit(address: Address): void {
  history.replaceState(null, '', formatAddress(address))
  change((before) => goTo(before, address))
}

/** Follows the browser's back, forward and typed addresses. */
export function followAddress(): void {
  addEventListener('popstate', readAddress)
  readAddress()
}

function readAddress(): void {
  change((before) => goTo(before, parseAddress(location.hash)))
}
