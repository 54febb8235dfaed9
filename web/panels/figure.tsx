import type { ComponentChildren, VNode } from 'preact'

/** One number with its name above and, where it has one, its qualification after. */
export function Figure(props: {
  readonly name: string
  readonly title?: string
  readonly tone?: 'gain' | 'loss' | undefined
  readonly after?: ComponentChildren
  readonly children: ComponentChildren
}): VNode {
  const tone = props.tone === undefined ? '' : ` ${props.tone}`
  return (
    <div class="figure" title={props.title}>
      <dt>{props.name}</dt>
      <dd>
        <span class={`numbers${tone}`}>{props.children}</span>
        {props.after !== undefined && <span class="after">{props.after}</span>}
      </dd>
    </div>
  )
}

/** The tone of a change: earned, lost, or neither. */
export function toneOf(value: number | null): 'gain' | 'loss' | undefined {
  if (value === null || value === 0) return undefined
  return value > 0 ? 'gain' : 'loss'
}
