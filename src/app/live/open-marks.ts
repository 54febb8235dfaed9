import type { Clock } from '../../core/clock.ts'
import { UsageError } from '../../core/errors.ts'
import { ccxtListed, openCcxt } from '../market/ccxt-market.ts'
import { exchangeIdOf } from '../market/live-venue.ts'
import { wantedInstrument, wantedName } from '../market/wanted-instrument.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import { noConnection } from '../trade/venue-connection.ts'
import { QuoteMarks, type MarkMarket } from './quote-marks.ts'

/** Opens the markets that a configuration looks at: `venue:BASE-QUOTE`. @throws UsageError for a name that is none */
export async function openMarks(config: TradeConfig, clock: Clock): Promise<QuoteMarks> {
  const opened = await Promise.all(
    config.marks.map(async (text): Promise<MarkMarket> => {
      const [venue = '', ...named] = text.split(':')
      const wanted = wantedInstrument(named.join(':'), 'marks')
      const { connection } = config.venues.get(venue) ?? { connection: noConnection }
      const { url, options } = connection
      const id = exchangeIdOf(venue, connection)
      const exchange = await openCcxt({ venue, id }, [wanted], { url, options })
      const listed = ccxtListed(venue, exchange, wanted)
      if (listed === undefined)
        throw new UsageError(`marks: ${venue} lists no ${wantedName(wanted)}`)
      const { instrument, symbol } = listed
      if (instrument.class !== 'spot')
        throw new UsageError(`marks: expected a spot market, got ${text}`)
      return { exchange, symbol, instrument }
    }),
  )
  return new QuoteMarks(opened, clock)
}
