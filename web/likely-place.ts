import type { InstrumentRow } from '../src/protocol/market.ts'

type Listed = Pick<InstrumentRow, 'venue' | 'instrument' | 'base' | 'quote'>

/**
 * Where a model is put to work while nobody says anything else: on its own instrument, else on what has its name at
 * another venue, else on its coin against its money, else on its coin.
 *
 * @param trainedOn venue:BASE-QUOTE
 * @returns the first of the market where nothing has its coin
 */
export function likelyPlace(trainedOn: string, instruments: readonly Listed[]): number {
  const [, ...words] = trainedOn.split(':')
  const name = words.join(':')
  const [base, quote] = words[0]?.split('-') ?? []
  const likeness = (each: Listed): number => {
    if (each.base !== base) return 0
    if (each.instrument !== name) return each.quote === quote ? 2 : 1
    return `${each.venue}:${name}` === trainedOn ? 4 : 3
  }
  const alike = instruments.map(likeness)
  return Math.max(0, alike.indexOf(Math.max(...alike)))
}
