import type { VNode } from 'preact'

const widthPx = 64

/** An amount as a bar from the middle: right what was earned, left what was lost. @param props.share -1 to 1 */
export function MoneyBar({ share }: { readonly share: number }): VNode {
  const half = widthPx / 2
  const length = Math.abs(share) * half
  return (
    <svg viewBox={`0 0 ${widthPx} 12`} width={widthPx} height="12" aria-hidden="true">
      <rect
        class={share < 0 ? 'bar-loss' : 'bar-gain'}
        x={share < 0 ? half - length : half}
        y="2"
        width={length}
        height="8"
      />
      <line class="bar-zero" x1={half} x2={half} y1="0" y2="12" />
    </svg>
  )
}
