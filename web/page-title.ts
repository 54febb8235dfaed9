import type { Address } from './address.ts'

/** What a browser's tab is called: several of them are told apart by it. */
export function pageTitle(address: Address): string {
  const { view, universe } = address
  const where = universe === null ? '' : ` · ${universe.venue} ${universe.timeframe}`
  switch (view) {
    case 'screen':
      return `Screen${where} · Isobar`
    case 'over-time':
      return `Over time${where} · Isobar`
    case 'walk-forward':
      return `Walk-forward${where} · Isobar`
    case 'pair':
      return `${address.y} on ${address.x}${where} · Isobar`
    case 'sweep':
      return `Sweep of ${address.y} on ${address.x}${where} · Isobar`
    case 'verdict':
      return `Verdict on ${address.y} and ${address.x}${where} · Isobar`
    case 'venues':
      return 'Venues · Isobar'
    case 'books':
      return `Books${address.base === null ? '' : ` of ${address.base}`} · Isobar`
    case 'positions':
      return 'Positions and orders · Isobar'
    case 'journal':
      return 'Journal · Isobar'
    case 'switch':
      return 'Kill switch · Isobar'
    case 'arbitrage':
      return `Arbitrage${address.base === null ? '' : ` in ${address.base}`} · Isobar`
    case 'flow':
      return 'Flow · Isobar'
  }
}
