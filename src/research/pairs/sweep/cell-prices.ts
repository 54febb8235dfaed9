import { slippedPrice } from '../trading/leg-fill.ts'
import type { SweepLeg, SweepMarket } from './sweep-market.ts'

/** Prices at which one leg is bought, or sold, at each open: each made when it is first asked, for all cells. */
interface FillColumn {
  readonly opens: Float64Array
  readonly isBuy: boolean
  readonly slippageBps: number
  /** NaN where nobody has asked yet. */
  readonly known: Float64Array
}

/** What fills cost under one slippage. */
export interface CellPrices {
  readonly yBuy: FillColumn
  readonly ySell: FillColumn
  readonly xBuy: FillColumn
  readonly xSell: FillColumn
}

/** No price asked yet. */
export function cellPrices({ legs: [y, x] }: SweepMarket, slippageBps: number): CellPrices {
  const column = ({ open }: SweepLeg, isBuy: boolean): FillColumn => ({
    opens: open,
    isBuy,
    slippageBps,
    known: new Float64Array(open.length).fill(Number.NaN),
  })
  return {
    yBuy: column(y, true),
    ySell: column(y, false),
    xBuy: column(x, true),
    xSell: column(x, false),
  }
}

/** The price of a fill at an open, slippage included, on the grid of fills. */
export function fillPriceAt({ known, opens, isBuy, slippageBps }: FillColumn, row: number): number {
  const price = known[row]!
  if (!Number.isNaN(price)) return price
  const made = slippedPrice(opens[row]!, isBuy, slippageBps).price
  known[row] = made
  return made
}
