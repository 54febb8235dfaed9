/** A currency by its usual code, upper case: `BTC`, `USDT`. USD, USDT and USDC are three different currencies. */
export type Currency = string

/** Integer atoms of a currency: 10^-18 of one unit, the same for every currency, so that lots times ticks are exact. */
export type Atoms = bigint

export const atomDecimals = 18
const atomsPerUnit = 10n ** BigInt(atomDecimals)

/** Units of a currency as a double, for people and models; the ledger itself never reads it back. */
export function unitsOf(atoms: Atoms): number {
  const whole = atoms / atomsPerUnit
  return Number(whole) + Number(atoms - whole * atomsPerUnit) / 1e18
}

/**
 * The whole atoms nearest to a finite double: every digit of the double counts, none is invented.
 *
 * @throws RangeError when the value is not finite
 */
export function atomsOf(units: number): Atoms {
  if (!Number.isFinite(units)) throw new RangeError(`no atoms for ${units}`)
  const whole = Math.trunc(units)
  return BigInt(whole) * atomsPerUnit + BigInt(Math.round((units - whole) * 1e18))
}
