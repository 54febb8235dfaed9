import type { StrategyConfig, TradeConfig } from '../trade/trade-config.ts'
import { listedMinimums } from './listed-minimums.ts'
import { minimumOf } from './routed-terms.ts'

/** Of this program's own strategies, those that go by least orders and are told them by nobody else. */
const askers: ReadonlySet<string> = new Set(['arbitrage'])

/**
 * Strategies with the least orders that their venues list, where their settings say none. Venues are asked only where
 * something is left to be told.
 *
 * @param tell what a venue that does not answer is told of
 */
export async function withListedMinimums(
  wanted: readonly StrategyConfig[],
  config: Pick<TradeConfig, 'instruments' | 'venues'>,
  tell: (line: string) => void,
  ask: typeof listedMinimums = listedMinimums,
): Promise<readonly StrategyConfig[]> {
  if (!wanted.some(isAsking)) return wanted
  const listed = await ask(config, tell)
  return wanted.map((each) => {
    if (!isAsking(each)) return each
    const told = { strategy: each.settings, fees: new Map(), listed }
    const least = {
      minNotional: minimumOf('minNotional', told),
      minQuantity: minimumOf('minQuantity', told),
    }
    return { ...each, settings: { ...each.settings, ...least } }
  })
}

function isAsking({ file, settings }: StrategyConfig): boolean {
  const isWhole = (name: string): boolean => typeof settings[name] === 'number'
  return askers.has(file) && !(isWhole('minNotional') && isWhole('minQuantity'))
}
