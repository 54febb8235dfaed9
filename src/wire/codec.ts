import type { SymbolTable } from '../core/events/symbol-table.ts'
import type { WireCodec } from '../core/events/wire-codec.ts'
import { decoderOf } from './decoder.ts'
import { encoderOf } from './encoder.ts'
import type { Protocol } from './part.ts'
import { Reading } from './reading.ts'

/**
 * The codec of a protocol for the symbols of one feed.
 *
 * @example
 * const symbols = new SymbolTable()
 * symbols.add({ symbol: 'BTCUSDT', index: 0, instrument })
 * const codec = codecOf(protocols['binance-spot'], symbols)
 */
export function codecOf(protocol: Protocol, symbols: SymbolTable): WireCodec {
  return { decode: decoderOf(protocol, new Reading(symbols)), encode: encoderOf(protocol, symbols) }
}
