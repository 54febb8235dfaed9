import type { Instrument } from '../../core/instrument.ts'
import type { Step } from '../../core/price.ts'

type Contracted = Pick<Instrument, 'class' | 'base' | 'quote'>

const one: Step = { units: 1, decimals: 0 }
const ten: Step = { units: 10, decimals: 0 }
const hundred: Step = { units: 100, decimals: 0 }

/** Inverse contracts of 100 USD in bitcoin and of 10 USD in everything else. */
function hundredOrTen({ base }: Contracted): Step {
  return base === 'BTC' ? hundred : ten
}

/** Quantities in coins; of inverse contracts in dollars. */
function units(): Step {
  return one
}

/** OKX's linear contracts are of all sizes, and it changed some; these two stood. */
const okxLinear: Readonly<Record<string, Step>> = {
  BTC: { units: 1, decimals: 2 },
  ETH: { units: 1, decimals: 1 },
}

function okx(instrument: Contracted): Step | undefined {
  return instrument.class === 'inverse' ? hundredOrTen(instrument) : okxLinear[instrument.base]
}

/** XBTUSD is of 1 USD, XBTUSDT of a millionth of a bitcoin; most others are quanto, which no size says. */
function bitmex({ class: kind, base, quote }: Contracted): Step | undefined {
  if (base !== 'BTC') return undefined
  if (kind === 'inverse') return one
  return quote === 'USDT' ? { units: 1, decimals: 6 } : undefined
}

/**
 * By venue as Tardis writes it, where the venue's rule is fixed: Binance's "COIN-Margined Futures Contract
 * Specifications" (bitcoin 100 USD, altcoins 10 USD) and those of USDⓈ-M; OKX's and Huobi's instrument lists; BitMEX's
 * contract specifications; Bybit (inverse 1 USD, linear one coin). Deribit counts in dollars or coins, not contracts, and
 * Hyperliquid, Aster, StandX and dYdX in coins.
 */
const usual: Readonly<Record<string, (instrument: Contracted) => Step | undefined>> = {
  'binance-futures': units,
  'binance-delivery': hundredOrTen,
  okex: okx,
  okx,
  'okex-swap': okx,
  'okx-swap': okx,
  'okex-futures': okx,
  'okx-futures': okx,
  'okx-perp': okx,
  bitmex,
  bybit: units,
  deribit: units,
  hyperliquid: units,
  aster: units,
  standx: units,
  dydx: units,
  'dydx-v4': units,
  'huobi-dm': hundredOrTen,
  'huobi-dm-swap': hundredOrTen,
}

/**
 * What a unit of quantity is in files of a venue (see `Instrument.contractSize`); spot is counted in base units.
 *
 * @returns undefined where it is not known
 */
export function usualContract(venue: string, instrument: Contracted): Step | undefined {
  return instrument.class === 'spot' ? one : usual[venue]?.(instrument)
}
