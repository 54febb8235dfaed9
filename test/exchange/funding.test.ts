import { expect, test } from 'vitest'
import { unitsOf } from '../../src/core/currency.ts'
import type { AccountEvent } from '../../src/core/orders/account-event.ts'
import type { Lots } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { futuresPlan } from '../../src/exchanges/binance/futures/futures-terms.ts'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { ExchangeWorld } from '../../src/exchanges/world/exchange-world.ts'
import { marginFacts, positionFacts } from '../../src/exchanges/world/position-facts.ts'
import { syntheticSource } from '../../src/exchanges/world/synthetic-source.ts'

const eightHours = 8 * 3_600_000_000
/** Ten seconds before a settlement. */
const start = (Math.ceil(1_800_000_000_000_000 / eightHours) * eightHours - 10_000_000) as Instant

/** A world of futures with a million in it, some seconds after its start. */
function opened(): {
  readonly world: ExchangeWorld
  readonly index: number
  readonly account: ReturnType<ExchangeWorld['open']>
} {
  const world = new ExchangeWorld(syntheticSource({ seed: 2, venues: ['binance'], start }), start)
  const account = world.open('binance', futuresPlan, { seed: 1, switches: usualSwitches })
  world.advance((start + 5_000_000) as Instant)
  const index = world.states.findIndex(
    ({ instrument: { class: kind, base } }) => kind === 'linear' && base === 'BTC',
  )
  return { world, index, account }
}

const market = {
  pricing: { kind: 'market' },
  timeInForce: { kind: 'ioc' },
  isReduceOnly: false,
} as const

test('funding is settled once, at the rate and mark that were told, and the venue lists it', async () => {
  const { world, index, account } = opened()
  const heard: AccountEvent[] = []
  account.listener = { updated: () => undefined, happened: (event) => heard.push(event) }
  const request = { ...market, instrument: index, side: 'buy', lots: 10_000 as Lots } as const
  expect((await account.place({ request, clientId: undefined, words: {} })).kind).toBe('done')
  world.advance((start + 20_000_000) as Instant)
  const [settled] = world.state(index).settled
  expect(settled!.at).toBe(start + 10_000_000)
  expect(heard.map(({ kind }) => kind)).toEqual(['funding'])
  const [paid] = heard as [Extract<AccountEvent, { kind: 'funding' }>]
  expect(paid.fundingRate).toBe(settled!.fundingRate)
  // 10,000 lots are 0.1 BTC.
  expect(unitsOf(paid.atoms)).toBeCloseTo(-0.1 * paid.price * paid.fundingRate, 9)
})

test.each([
  [50, 1_000_000],
  [20, 100_000],
])(
  'at leverage %d the price told for its forced closing is where an isolated position meets its maintenance',
  async (leverage, lots) => {
    const { world, index, account } = opened()
    Object.assign(account.marginOf(index), { leverage, mode: 'isolated' })
    const request = { ...market, instrument: index, side: 'buy', lots: lots as Lots } as const
    await account.place({ request, clientId: undefined, words: {} })
    const facts = positionFacts(account, index, world.now)
    const { unrealised, maintenance } = marginFacts(account, 'USDT', world.now)
    const quantity = facts.lots / 1e5
    expect(quantity).toBeGreaterThan(0)
    expect(unrealised).toBeCloseTo(quantity * (facts.mark - facts.entryPrice), 6)
    const { tiers } = account.plan.margin!(world.state(index).instrument).schedule[0]!
    const needed = (notional: number): number =>
      tiers.reduce((sum, { notionalFrom, maintenanceRate }, k) => {
        const end = Math.min(notional, tiers[k + 1]?.notionalFrom ?? Infinity)
        return sum + maintenanceRate * Math.max(0, end - notionalFrom)
      }, 0)
    expect(maintenance).toBeCloseTo(needed(quantity * facts.mark), 6)
    const { liquidationPrice, entryPrice } = facts
    const backing = (quantity * entryPrice) / leverage + quantity * (liquidationPrice - entryPrice)
    expect(liquidationPrice).toBeGreaterThan(entryPrice * (1 - 1 / leverage))
    expect(backing).toBeCloseTo(needed(quantity * liquidationPrice), 4)
  },
)
