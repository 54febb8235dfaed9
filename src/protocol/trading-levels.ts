/** The levels of z a relation is traded at, and what every fill loses. */
export interface TradingLevels {
  readonly entry: number
  readonly exit: number
  readonly stop: number
  readonly slippageBps: number
}

/** Levels that cannot be: which, and why, in one line. */
export interface LevelsFault {
  readonly name: 'stop' | 'exit' | 'slippage-bps'
  readonly message: string
}

/**
 * What is wrong with the levels; undefined where nothing is. exit < entry < stop, else a position would close or stop
 * on the bar that opened it.
 *
 * @param mark stands before each name: `--` where they are typed as options
 */
export function levelsFault(
  { entry, exit, stop, slippageBps }: TradingLevels,
  mark: '' | '--' = '',
): LevelsFault | undefined {
  if (stop <= entry) {
    return { name: 'stop', message: `${mark}stop ${stop} must lie beyond ${mark}entry ${entry}` }
  }
  if (exit >= entry) {
    return { name: 'exit', message: `${mark}exit ${exit} must lie below ${mark}entry ${entry}` }
  }
  if (slippageBps >= 10_000) {
    const message = `${mark}slippage-bps ${slippageBps} leaves no price: it must be below 10000`
    return { name: 'slippage-bps', message }
  }
  return undefined
}
