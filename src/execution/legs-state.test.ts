import { expect, test } from 'vitest'
import { explore } from '../../test/execution/explore.ts'
import {
  areLegsOver,
  evenUnits,
  legsAfter,
  nakedUnits,
  newLegs,
  type LegsHappening,
  type LegsPlan,
  type LegsState,
} from './legs-state.ts'

const plan: LegsPlan = {
  lotsPerUnit: [1, 1],
  units: 3,
  unitsAtOnce: 2,
  mendsMost: 1,
  unwindsMost: 2,
}

function after(state: LegsState, ...happenings: LegsHappening[]): LegsState {
  return happenings.reduce((at, happening) => legsAfter(at, happening).state, state)
}

test('slices go out one after the other until all is held', () => {
  let step = legsAfter(newLegs(plan), { kind: 'begun' })
  expect(step.actions).toEqual([
    { leg: 0, direction: 'enter', lots: 2 },
    { leg: 1, direction: 'enter', lots: 2 },
  ])
  step = legsAfter(step.state, { kind: 'ended', leg: 0, filledLots: 2 })
  expect(step.actions).toEqual([])
  step = legsAfter(step.state, { kind: 'ended', leg: 1, filledLots: 2 })
  expect(step.actions.map(({ lots }) => lots)).toEqual([1, 1])
  const end = after(
    step.state,
    { kind: 'ended', leg: 0, filledLots: 1 },
    { kind: 'ended', leg: 1, filledLots: 1 },
  )
  expect(end).toMatchObject({ phase: 'entered', heldLots: [3, 3] })
})

test('a rejected leg is tried again, then the other one is undone', () => {
  const begun = after(newLegs(plan), { kind: 'begun' }, { kind: 'ended', leg: 0, filledLots: 2 })
  const mending = legsAfter(begun, { kind: 'ended', leg: 1, filledLots: 0 })
  expect(mending.actions).toEqual([{ leg: 1, direction: 'enter', lots: 2 }])
  const unwinding = legsAfter(mending.state, { kind: 'ended', leg: 1, filledLots: 1 })
  expect(unwinding.actions).toEqual([{ leg: 0, direction: 'unwind', lots: 1 }])
  const end = after(unwinding.state, { kind: 'ended', leg: 0, filledLots: 1 })
  expect(end).toMatchObject({ phase: 'stopped', heldLots: [1, 1] })
})

test('nothing is sent while an order is of unknown fate', () => {
  const lost = after(newLegs(plan), { kind: 'begun' }, { kind: 'unknown', leg: 1 })
  const step = legsAfter(lost, { kind: 'ended', leg: 0, filledLots: 2 })
  expect(step.actions).toEqual([])
  expect(nakedUnits(step.state)).toBe(2)
})

/** Legs, and what is true of their orders. */
interface Scene {
  readonly legs: LegsState
  /** Filled of the order that is out, whether heard of or not. */
  readonly filled: readonly number[]
  readonly restarts: number
}

function scenesAfter(scene: Scene): Scene[] {
  const { legs, filled, restarts } = scene
  const hear = (happening: LegsHappening, truth = filled): Scene => {
    const { state, actions } = legsAfter(legs, happening)
    const fresh = actions.reduce((all, { leg }) => all.with(leg, 0), truth)
    return { legs: state, filled: fresh, restarts }
  }
  if (areLegsOver(legs)) return []
  const scenes = [hear({ kind: 'stop' })]
  if (restarts > 0) scenes.push({ ...hear({ kind: 'restarted' }), restarts: restarts - 1 })
  for (const [leg, order] of legs.orders.entries()) {
    if (order === undefined) continue
    const truth = filled[leg]!
    // Ended with what was filled: by rejection, cancellation or completely.
    scenes.push(hear({ kind: 'ended', leg, filledLots: truth }))
    scenes.push(hear({ kind: 'unknown', leg }))
    // Heard late or twice.
    for (let told = 0; told <= truth; told++)
      scenes.push(hear({ kind: 'filled', leg, filledLots: told }))
    if (truth < order.lots) scenes.push({ ...scene, filled: filled.with(leg, truth + 1) })
  }
  return scenes
}

function keyOf({ legs, filled, restarts }: Scene): string {
  const { phase, heldLots, orders, mends, unwinds, barrenSlices, unitsBefore, isStopping } = legs
  const out = orders.map(
    (order) =>
      order && [order.direction[0], order.lots, order.filledLots, order.isUnknown ? 1 : 0].join(),
  )
  const counts = [mends, unwinds, barrenSlices, unitsBefore, isStopping ? 1 : 0, restarts]
  return [phase, heldLots.join(), out.join(';'), counts.join(), filled.join()].join('|')
}

function check({ legs, filled }: Scene): void {
  const { plan: of, heldLots, orders } = legs
  const units = of.lotsPerUnit.map((perUnit, leg) => {
    const order = orders[leg]
    const signed =
      order === undefined ? 0 : order.direction === 'enter' ? filled[leg]! : -filled[leg]!
    return (heldLots[leg]! + signed) / perUnit
  })
  const shown = (): string => JSON.stringify({ legs, filled })
  const naked = Math.max(...units) - Math.min(...units)
  if (naked > of.unitsAtOnce + 1e-9) throw new Error(`naked by ${naked}: ${shown()}`)
  if (nakedUnits(legs) > of.unitsAtOnce + 1e-9) throw new Error(`may be naked: ${shown()}`)
  if (Math.max(...units) > of.units + 1e-9) throw new Error(`more than was asked for: ${shown()}`)
  if (legs.phase === 'entered' && evenUnits(legs) !== of.units)
    throw new Error(`not all: ${shown()}`)
  if (legs.phase === 'stopped' && naked >= 1) throw new Error(`stopped naked: ${shown()}`)
}

test('whatever is rejected, partly filled, lost or told twice, no leg is naked by more than a slice', () => {
  const plans: LegsPlan[] = [
    { ...plan, unitsAtOnce: 1 },
    plan,
    { ...plan, units: 2, lotsPerUnit: [2, 1] },
    { ...plan, units: 2, unitsAtOnce: 1, lotsPerUnit: [1, 1, 1] },
    { ...plan, units: 1, unitsAtOnce: 1, lotsPerUnit: [1, 2, 1] },
  ]
  let states = 0
  for (const each of plans) {
    states += explore<Scene>(
      {
        starts: [
          {
            legs: legsAfter(newLegs(each), { kind: 'begun' }).state,
            filled: each.lotsPerUnit.map(() => 0),
            restarts: 1,
          },
        ],
        key: keyOf,
        next: scenesAfter,
        check,
      },
      5_000_000,
    )
  }
  process.stdout.write(`legs states explored: ${states}\n`)
  expect(states).toBeGreaterThan(60_000)
}, 180_000)
