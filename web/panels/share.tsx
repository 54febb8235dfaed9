import type { VNode } from 'preact'

const widthPx = 64

/** A share as a bar from the left. @param props.share 0 to 1 */
export function Share(props: { readonly share: number; readonly isLow: boolean }): VNode {
  return (
    <svg viewBox={`0 0 ${widthPx} 12`} width={widthPx} height="12" aria-hidden="true">
      <rect class="share-ground" x="0" y="3" width={widthPx} height="6" />
      <rect
        class={props.isLow ? 'bar-loss' : 'bar-gain'}
        x="0"
        y="3"
        width={props.share * widthPx}
        height="6"
      />
    </svg>
  )
}
