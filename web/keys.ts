import { pagesOf } from './pages.ts'
import { change, desk, visit } from './store.ts'
import { pairOf } from './pair-pages.ts'
import { stepPair } from './step-pair.ts'
import { otherTheme } from './theme.ts'

/** What the keyboard does anywhere on the page; the table and the matrix have their own arrows. */
export const keyGuide: readonly (readonly [keys: string, does: string])[] = [
  ['/', 'filter the table by name'],
  ['\u2191 \u2193, PgUp PgDn, Home End', 'move in the table, the matrix or the map'],
  ['\u2190 \u2192', 'move in the matrix or the map'],
  ['Enter', 'open the pair; leave the trade or the fold that was chosen'],
  ['Esc', 'back to the pair, to the screen; leave the filter; close this'],
  ['[ ]', 'previous and next pair in the table\u2019s order'],
  ['1 2 3', 'the pages: screen, over time, walk-forward'],
  ['4 5 6 7 8 9 0', 'the market: venues, books, positions, journal, kill switch, arbitrage, flow'],
  ['t', 'dark or light'],
  ['?', 'this guide'],
]

export function followKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const { target } = event
    const isTyping =
      target instanceof HTMLElement && ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName)
    if (isTyping) {
      if (event.key === 'Escape') target.blur()
      return
    }
    if (act(event.key)) event.preventDefault()
  })
}

/** @returns whether the key meant something */
function act(key: string): boolean {
  switch (key) {
    case '?':
      change((state) => ({ ...state, isHelpOpen: !state.isHelpOpen }))
      return true
    case '/':
      return focusOn('filter')
    case 't':
      change((state) => ({ ...state, theme: otherTheme(state.theme) }))
      return true
    case '[':
      return stepPair(-1)
    case ']':
      return stepPair(1)
    case 'Escape':
      return escape()
    default:
      return openPage(key === '0' ? 10 : Number(key))
  }
}

/** Pages go by their places, from 1; 0 is the tenth. */
function openPage(place: number): boolean {
  const state = desk.peek()
  const page = state.report === null ? pagesOf(state)[place - 1] : undefined
  if (page === undefined) return false
  visit(page[1])
  return true
}

function escape(): boolean {
  const state = desk.peek()
  if (state.isHelpOpen) {
    change((before) => ({ ...before, isHelpOpen: false }))
    return true
  }
  const { address } = state
  if (!('y' in address) || state.report !== null) return false
  visit(address.view === 'pair' ? state.lastScreen : pairOf(address))
  return true
}

function focusOn(id: string): boolean {
  const element = document.getElementById(id)
  element?.focus()
  return element !== null
}
