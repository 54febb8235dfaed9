/** Colours of the page's current theme, for what is drawn on a canvas. */
export interface Palette {
  readonly ink: string
  readonly soft: string
  readonly faint: string
  readonly rule: string
  readonly ruleFaint: string
  readonly paper: string
  readonly accent: string
  readonly y: string
  readonly x: string
  readonly gain: string
  readonly loss: string
  readonly font: string
}

/** Read from the style sheet, so that each colour is written once. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return {
    ink: read('--ink'),
    soft: read('--soft'),
    faint: read('--faint'),
    rule: read('--rule'),
    ruleFaint: read('--rule-faint'),
    paper: read('--sheet'),
    accent: read('--accent'),
    y: read('--y'),
    x: read('--x'),
    gain: read('--gain'),
    loss: read('--loss'),
    font: read('--font'),
  }
}
