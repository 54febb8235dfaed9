import type { SymbolTable } from '../core/events/symbol-table.ts'
import type { WireCodec } from '../core/events/wire-codec.ts'
import type { MessageKernel } from '../math/kernels/message-kernel.ts'
import { decoderOf } from './decoder.ts'
import { encoderOf } from './encoder.ts'
import type { Protocol } from './part.ts'
import { Reading } from './reading.ts'

/**
 * The codec of a protocol for the symbols of one feed.
 *
 * @param kernel reads usual depth messages in one go; without it the same is read byte by byte
 *
 * @example
 * const symbols = new SymbolTable()
 * symbols.add({ symbol: 'BTCUSDT', index: 0, instrument })
 * const codec = codecOf(protocols['binance-spot'], symbols)
 */
export function codecOf(
  protocol: Protocol,
  symbols: SymbolTable,
  kernel?: MessageKernel,
): WireCodec {
  const reading = new Reading(symbols, kernel?.open())
  return { decode: decoderOf(protocol, reading), encode: encoderOf(protocol, symbols) }
}
