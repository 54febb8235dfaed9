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
