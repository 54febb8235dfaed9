import type { MarketMode } from '../../protocol/market.ts'

/** Text made safe for HTML, between tags and inside double-quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Where the numbers come from, in words. Synthetic data say so in capitals. */
export function describeSource(
  source:
    | { readonly kind: 'synthetic'; readonly seed: number }
    | { readonly kind: 'folder'; readonly name: string },
): string {
  switch (source.kind) {
    case 'synthetic':
      return `SYNTHETIC DATA, seed ${source.seed}`
    case 'folder':
      return `bars of ${source.name}`
  }
}

/** What the live pages show, in words; what is not the real market says so in capitals. */
export function describeMarket(mode: MarketMode): string {
  switch (mode.kind) {
    case 'none':
      return 'none: this desk was started for research alone.'
    case 'opening':
      return `opening: ${mode.detail}.`
    case 'real':
      return 'public feeds of real exchanges; orders are on paper.'
    case 'simulated':
      return `SIMULATED MARKET (${mode.reason}): prices, books and trades are made up on this machine, seed ${mode.seed}.`
    case 'recording':
      return `RECORDED MARKET: ${mode.name}, played as if it were now.`
    case 'failed':
      return `none: ${mode.message}`
  }
}
