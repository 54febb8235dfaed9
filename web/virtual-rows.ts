import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { RefObject, TargetedKeyboardEvent } from 'preact'
import { scrollToRow, virtualWindow, type VirtualWindow } from './virtual-window.ts'

/** A list that draws only what is in view, with a place that the keyboard moves. */
export interface VirtualRows {
  readonly box: RefObject<HTMLDivElement | null>
  readonly window: VirtualWindow
  readonly onScroll: () => void
  readonly onKeyDown: (event: TargetedKeyboardEvent<HTMLDivElement>) => void
}

/** The head stays in view at the top of the box. */
const headHeightPx = 26

/**
 * @param list.place   position the keyboard stands on, -1 where it stands nowhere
 * @param list.resetOn when this text changes the list begins at its top again
 */
export function useVirtualRows(list: {
  readonly rowCount: number
  readonly rowHeightPx: number
  readonly place: number
  readonly resetOn: string
  readonly onPlace: (place: number) => void
  readonly onEnter: (place: number) => void
}): VirtualRows {
  const { rowCount, rowHeightPx, place, resetOn } = list
  const box = useRef<HTMLDivElement>(null)
  const [scrollTopPx, setScrollTopPx] = useState(0)
  const [viewHeightPx, setViewHeightPx] = useState(600)
  const view = { scrollTopPx, viewHeightPx, rowHeightPx }

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => {
      setViewHeightPx(Math.max(rowHeightPx, element.clientHeight - headHeightPx))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [rowHeightPx])

  useLayoutEffect(() => {
    // Someone who comes back to a list goes on where they were.
    if (place !== -1) box.current?.focus({ preventScroll: true })
  }, [])

  useLayoutEffect(() => {
    // Asking the box to scroll lays the page out at once: 9 ms a sort, for nothing where it is at its top.
    if (scrollTopPx > 0) box.current?.scrollTo({ top: 0 })
  }, [resetOn])

  useLayoutEffect(() => {
    if (place === -1) return
    const top = scrollToRow(place, { ...view, scrollTopPx: box.current?.scrollTop ?? 0 })
    box.current?.scrollTo({ top })
    // Only a moved place scrolls: a reader who scrolls away from it is left in peace.
  }, [place])

  return {
    box,
    window: virtualWindow({ ...view, rowCount }),
    onScroll: () => setScrollTopPx(box.current?.scrollTop ?? 0),
    onKeyDown: (event) => {
      if (event.target !== event.currentTarget) return
      if (event.key === 'Enter' && place !== -1) {
        event.preventDefault()
        list.onEnter(place)
        return
      }
      const next = placeAfter(event.key, place, Math.floor(viewHeightPx / rowHeightPx), rowCount)
      if (next === undefined) return
      event.preventDefault()
      if (rowCount > 0) list.onPlace(next)
    },
  }
}

/** Where a key leads; undefined when it is not one that moves. */
function placeAfter(
  key: string,
  place: number,
  rowsInView: number,
  rowCount: number,
): number | undefined {
  const within = (next: number): number => Math.min(rowCount - 1, Math.max(0, next))
  switch (key) {
    case 'ArrowDown':
      return within(place + 1)
    case 'ArrowUp':
      return within(place - 1)
    case 'PageDown':
      return within(place + rowsInView)
    case 'PageUp':
      return within(place - rowsInView)
    case 'Home':
      return within(0)
    case 'End':
      return within(rowCount - 1)
    default:
      return undefined
  }
}
