import type { Theme } from './state.ts'

const storageKey = 'isobar.theme'
const themes: readonly Theme[] = ['system', 'light', 'dark']

/** What the reader chose last time; the system's own choice where there is none. */
export function rememberedTheme(): Theme {
  const text = stored(() => localStorage.getItem(storageKey))
  return themes.find((theme) => theme === text) ?? 'system'
}

/** Shows a theme and remembers it. */
export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  stored(() => localStorage.setItem(storageKey, theme))
}

/** The other of what is shown now: what the switch does. */
export function otherTheme(theme: Theme): Theme {
  return isDark(theme) ? 'light' : 'dark'
}

export function isDark(theme: Theme): boolean {
  return theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
}

/** A browser may forbid storage (private windows, some file pages): then the choice lasts as long as the page. */
function stored<Value>(access: () => Value): Value | undefined {
  try {
    return access()
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
