import type { Currency } from './currency.ts'

/** A coin that is meant to be worth one unit of a currency, and who owes it. */
interface Stablecoin {
  readonly issuer: string
  readonly peg: Currency
}

/** The issuers' own pages, as of 2026; a coin that is missing is taken for a currency of its own. */
const stablecoins: Readonly<Record<Currency, Stablecoin>> = {
  USDT: { issuer: 'Tether', peg: 'USD' },
  EURT: { issuer: 'Tether', peg: 'EUR' },
  USDC: { issuer: 'Circle', peg: 'USD' },
  EURC: { issuer: 'Circle', peg: 'EUR' },
  FDUSD: { issuer: 'First Digital', peg: 'USD' },
  TUSD: { issuer: 'Techteryx', peg: 'USD' },
  PYUSD: { issuer: 'Paxos', peg: 'USD' },
  USDP: { issuer: 'Paxos', peg: 'USD' },
  USDG: { issuer: 'Paxos', peg: 'USD' },
  BUSD: { issuer: 'Paxos', peg: 'USD' },
  RLUSD: { issuer: 'Ripple', peg: 'USD' },
  DAI: { issuer: 'Sky', peg: 'USD' },
  USDS: { issuer: 'Sky', peg: 'USD' },
  USDE: { issuer: 'Ethena', peg: 'USD' },
  USDD: { issuer: 'Tron DAO', peg: 'USD' },
  USD1: { issuer: 'World Liberty', peg: 'USD' },
}

/** All who owe one of them, each once. */
export const issuers: readonly string[] = [
  ...new Set(Object.values(stablecoins).map(({ issuer }) => issuer)),
]

/** Who owes a currency; undefined when it is nobody's promise. */
export function issuerOf(currency: Currency): string | undefined {
  return stablecoins[currency]?.issuer
}

/** What a currency is meant to be worth one of; undefined when it is no stablecoin. */
export function pegOf(currency: Currency): Currency | undefined {
  return stablecoins[currency]?.peg
}
