import type { AccountState } from '../../src/protocol/market.ts'

/** Decimals of an instrument's prices and quantities, for whatever is told of it. */
interface InstrumentDecimals {
  readonly price: number
  readonly quantity: number
}

/** Looks up how numbers of an instrument are written. */
export function decimalsOf({
  positions,
}: Pick<AccountState, 'positions'>): (row: {
  readonly venue: string
  readonly instrument: string
}) => InstrumentDecimals {
  const found = new Map(
    positions.map(({ venue, instrument, priceDecimals, quantityDecimals }) => [
      `${venue} ${instrument}`,
      { price: priceDecimals, quantity: quantityDecimals },
    ]),
  )
  return ({ venue, instrument }) => found.get(`${venue} ${instrument}`) ?? { price: 2, quantity: 6 }
}
