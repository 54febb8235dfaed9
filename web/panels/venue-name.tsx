import type { VNode } from 'preact'

/** A venue with its colour before it: the name tells, the colour only helps. */
export function VenueName(props: {
  readonly venue: string
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { venue, colours } = props
  return (
    <span class="venue">
      <i class="swatch" style={{ background: colours.get(venue) ?? 'var(--faint)' }} />
      {venue}
    </span>
  )
}
