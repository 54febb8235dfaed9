import { change, desk, visit } from './store.ts'
import { screenRows } from './screen-rows.ts'

/** Opens the pair before or after this one, in the order the table last had. False where there is none. */
export function stepPair(step: -1 | 1): boolean {
  const { address } = desk.peek()
  const shown = screenRows.value
  if (address.view !== 'pair' || shown === null) return false
  const { rows } = shown.columns
  const here = shown.order.findIndex((index) => {
    const row = rows[index]
    return row?.y === address.y && row.x === address.x
  })
  const cursor = shown.order[here + step]
  const next = rows[cursor ?? -1]
  if (here === -1 || cursor === undefined || next === undefined) return false
  change((state) => ({ ...state, cursor }))
  visit({ ...address, y: next.y, x: next.x })
  return true
}
