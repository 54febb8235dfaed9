import type { AccountFees } from '../../gateways/account-fees.ts'
import type { LiveSetup } from './live-setup.ts'
import { isToldFee, type ToldFee } from './told-fees.ts'

type Setup = Pick<LiveSetup, 'instruments' | 'toldFees' | 'clock'> & {
  readonly accountFees?: readonly (AccountFees | undefined)[]
  readonly strategies: readonly unknown[]
}

/**
 * Where accounts tell other fees than somebody said, before much is charged: a line for each venue and figures, with the
 * instruments it is about where it is not about all of a venue.
 */
export function accountFeeLines(setup: Setup): string[] {
  const { instruments, accountFees = [] } = setup
  const groups = new Map<string, { readonly venue: string; readonly names: string[] }>()
  for (const [index, { venue, name }] of instruments.entries()) {
    for (const words of wordsOf(setup, index)) {
      const key = `${venue} ${words}`
      const group = groups.get(key) ?? { venue, names: [] }
      groups.set(key, group)
      if (!group.names.includes(name)) group.names.push(name)
    }
  }
  return [...groups].map(([line, { venue, names }]) => {
    const all = instruments.filter(
      (each, index) => each.venue === venue && accountFees[index] !== undefined,
    )
    return names.length === all.length ? line : `${line}: ${names.join(', ')}`
  })
}

/** Each once, though several strategies may be told the same. */
function wordsOf(
  { instruments, accountFees = [], toldFees, clock, strategies }: Setup,
  index: number,
): Set<string> {
  const account = accountFees[index]
  const words = new Set<string>()
  if (account === undefined || instruments[index] === undefined) return words
  for (const strategy of strategies.keys()) {
    const of = { strategy, instrument: index, time: clock.now() }
    const maker = toldFees?.({ ...of, liquidity: 'maker' })
    const taker = toldFees?.({ ...of, liquidity: 'taker' })
    const { makerFeeBps, takerFeeBps } = account
    const parts = [...partOf('maker', makerFeeBps, maker), ...partOf('taker', takerFeeBps, taker)]
    if (parts.length > 0) words.add(`tells that this account pays ${parts.join(' and ')}`)
  }
  return words
}

function partOf(who: string, bps: number, told: ToldFee | undefined): string[] {
  if (told === undefined || isToldFee(bps, told)) return []
  const { leastBps, mostBps, how, where } = told
  const figures = leastBps === mostBps ? String(leastBps) : `${leastBps} to ${mostBps}`
  return [
    `${bps} bps as ${who} where ${figures} ${leastBps === 1 && mostBps === 1 ? 'is' : 'are'} ${how} (${where})`,
  ]
}
