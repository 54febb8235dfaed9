import type { VNode } from 'preact'
import { useVirtualRows } from '../virtual-rows.ts'

const rowHeightPx = 23

/** One column's head; text stands to the left, numbers to the right. */
export interface GridHead {
  readonly text: string
  readonly isText?: true
  readonly title?: string
}

/** Rows of one height under a head that stays, drawn only where they are in view, walked with the arrows. */
export function RowGrid(props: {
  readonly label: string
  /** Says how wide its columns are. */
  readonly class: string
  readonly heads: readonly GridHead[]
  readonly rowCount: number
  /** The chosen row; null where none is. */
  readonly chosen: number | null
  readonly onChoose: (row: number | null) => void
  /** Where a row leads somewhere: a click or Enter opens it. */
  readonly onOpen?: (row: number) => void
  readonly row: (index: number) => VNode
}): VNode {
  const { label, heads, rowCount, chosen, onChoose } = props
  const list = useVirtualRows({
    rowCount,
    rowHeightPx,
    place: chosen ?? -1,
    resetOn: '',
    onPlace: onChoose,
    onEnter: (row) => (props.onOpen === undefined ? onChoose(null) : props.onOpen(row)),
  })
  const { first, end, topPx, heightPx } = list.window
  return (
    <div
      class={`grid ${props.class}`}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rowCount + 1}
      ref={list.box}
      onScroll={list.onScroll}
      onKeyDown={list.onKeyDown}
    >
      <div class="grid-head" role="row">
        {heads.map(({ text, isText, title }) => (
          <div
            key={text}
            role="columnheader"
            class={isText === true ? 'cell text' : 'cell'}
            title={title}
          >
            {text}
          </div>
        ))}
      </div>
      <div class="grid-space" style={{ height: `${heightPx}px` }}>
        <div class="grid-window" style={{ transform: `translateY(${topPx}px)` }}>
          {Array.from({ length: Math.max(0, end - first) }, (_, offset) => {
            const index = first + offset
            const isChosen = index === chosen
            return (
              <div
                key={index}
                role="row"
                class={`grid-row${isChosen ? ' cursor' : ''}`}
                aria-selected={isChosen}
                onClick={() => {
                  if (props.onOpen === undefined) onChoose(isChosen ? null : index)
                  else props.onOpen(index)
                }}
              >
                {props.row(index)}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
