import type { RouteRun } from '../src/protocol/route-run.ts'
import { formatQuantity } from './format.ts'

/** Digits a quantity may have before its point, and behind it. */
const digitsMost = 12

/** A quantity as the server reads it, of what a person wrote (`2.5`, `1e9`); undefined where it is none, or zero. */
export function quantityIn(text: string): string | undefined {
  const written = text.trim()
  if (!/^\d+(?:\.\d*)?(?:e[+-]?\d{1,2})?$/i.test(written)) return undefined
  const value = Number(written)
  if (value === 0 || value >= 10 ** digitsMost) return undefined
  const plain = /e/i.test(written) ? value.toFixed(digitsMost).replace(/\.?0+$/, '') : written
  const decimals = plain.split('.')[1]?.length ?? 0
  return decimals <= digitsMost && Number(plain) > 0 ? plain.replace(/\.$/, '') : undefined
}

/** The least that any book takes, of those that tell it; undefined where none does. */
function leastLot({ books }: Pick<RouteRun, 'books'>): number | undefined {
  const lots = books.flatMap(({ lot }) => (lot === undefined ? [] : [lot]))
  return lots.length === 0 ? undefined : Math.min(...lots)
}

/** Why nothing of an order is filled though there are books: it is less than a lot. */
export function tooSmall(run: RouteRun): string | undefined {
  const lot = leastLot(run)
  if (lot === undefined || run.filled > 0 || run.quantity >= lot) return undefined
  return `The least lot is ${formatQuantity(lot, 9)} ${run.base}: less than that cannot be ordered.`
}

/** What stands beside the quantity that is filled. */
export function filledNote(run: RouteRun): string {
  const { filled, quantity, base } = run
  if (filled >= quantity) return base
  return quantity - filled < (leastLot(run) ?? 0)
    ? `${base}, in whole lots`
    : `${base}, all there is`
}
