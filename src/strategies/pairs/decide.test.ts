import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, flatPair, type PairEvent, type PairRules, type PairState } from './decide.ts'

const rules: PairRules = { entry: 2, exit: 0.5, stop: 4 }

const bar = (zScore: number | undefined): PairEvent => ({ kind: 'bar-closed', zScore })

const broken = (zScore: number | undefined): PairEvent => ({
  kind: 'bar-closed',
  zScore,
  isBroken: true,
})

/** Tells bars one after another, filling every order at once; what was wanted, in order. */
function follow(use: PairRules, zScores: readonly (number | undefined)[]): string[] {
  let state: PairState = flatPair
  const wanted: string[] = []
  for (const zScore of zScores) {
    if (state.stance === 'opening') state = decide(use, state, { kind: 'opened' }).state
    if (state.stance === 'closing') state = decide(use, state, { kind: 'closed' }).state
    const decision = decide(use, state, bar(zScore))
    state = decision.state
    for (const intent of decision.intents) {
      wanted.push(intent.kind === 'open' ? intent.side : intent.reason)
    }
  }
  return wanted
}

describe('opening', () => {
  test('sells the residual when it is far above, buys it when far below', () => {
    expect(follow(rules, [1.9, 2])).toEqual(['short'])
    expect(follow(rules, [-1.9, -2])).toEqual(['long'])
  })

  test('does nothing beyond the stop, nor where there is no z', () => {
    expect(follow(rules, [4, -5, undefined])).toEqual([])
  })

  test('an order that lapsed leaves the pair flat and free to try again', () => {
    const wanting = decide(rules, flatPair, bar(2.5)).state
    const lapsed = decide(rules, wanting, { kind: 'lapsed' }).state
    expect(lapsed).toEqual(flatPair)
    expect(decide(rules, lapsed, bar(2.5)).intents).toEqual([{ kind: 'open', side: 'short' }])
  })
})

describe('closing', () => {
  test('when z has come back to the exit on its own side', () => {
    expect(follow(rules, [2, 0.6, 0.5])).toEqual(['short', 'exit'])
    expect(follow(rules, [-2, -0.6, -0.5])).toEqual(['long', 'exit'])
    expect(follow(rules, [2, -3])).toEqual(['short', 'exit'])
  })

  test('when it has gone to the stop', () => {
    expect(follow(rules, [2, 3.9, 4])).toEqual(['short', 'stop'])
    expect(follow(rules, [-2, -4])).toEqual(['long', 'stop'])
  })

  test('when it took too long, but a stop or an exit is named first', () => {
    const hurried = { ...rules, maxHoldingBars: 2 }
    expect(follow(hurried, [2, 2, 2])).toEqual(['short', 'max-holding'])
    expect(follow(hurried, [2, 2, 4])).toEqual(['short', 'stop'])
    expect(follow(hurried, [2, 2, 0])).toEqual(['short', 'exit'])
  })

  test('a bar without z closes for its age only', () => {
    expect(follow({ ...rules, maxHoldingBars: 2 }, [2, undefined, undefined])).toEqual([
      'short',
      'max-holding',
    ])
    expect(follow(rules, [2, undefined, undefined])).toEqual(['short'])
  })
})

describe('a relation that broke', () => {
  const short: PairState = { stance: 'open', side: 'short', barsHeld: 3 }

  test('closes what is open, whatever its z says, and bars it as a stop does', () => {
    for (const zScore of [5, 1, 0, -9, undefined]) {
      const { state, intents } = decide(rules, short, broken(zScore))
      expect(intents).toEqual([{ kind: 'close', reason: 'break' }])
      const closed = decide(rules, state, { kind: 'closed' }).state
      expect(decide(rules, closed, bar(2.5)).intents).toEqual([])
      const back = decide(rules, closed, bar(0.1)).state
      expect(decide(rules, back, bar(2.5)).intents).toHaveLength(1)
    }
  })

  test('opens nothing', () => {
    expect(decide(rules, flatPair, broken(2.5))).toEqual({ state: flatPair, intents: [] })
  })
})

describe('after a stop', () => {
  test('nothing is opened until |z| is below the exit', () => {
    expect(follow(rules, [2, 4, 3, 2, 0.5, 3])).toEqual(['short', 'stop'])
    expect(follow(rules, [2, 4, 3, 0.4, 3])).toEqual(['short', 'stop', 'short'])
    expect(follow(rules, [2, 4, 3, -0.4, -3])).toEqual(['short', 'stop', 'long'])
  })

  test('with an exit at zero, z must have gone through it', () => {
    const through = { ...rules, exit: 0 }
    expect(follow(through, [2, 4, 0.1, 3])).toEqual(['short', 'stop'])
    expect(follow(through, [2, 4, -0.1, 3])).toEqual(['short', 'stop', 'short'])
  })
})

test('long is the mirror of short', () => {
  const zScores = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { maxLength: 60 })
  fc.assert(
    fc.property(zScores, (path) => {
      const swapped = follow(
        rules,
        path.map((z) => -z),
      ).map((want) => (want === 'long' ? 'short' : want === 'short' ? 'long' : want))
      expect(swapped).toEqual(follow(rules, path))
    }),
  )
})

test('what cannot happen stops the program', () => {
  expect(() => decide(rules, flatPair, { kind: 'opened' })).toThrow('invariant')
  expect(() => decide(rules, flatPair, { kind: 'closed' })).toThrow('invariant')
  expect(() => decide(rules, flatPair, { kind: 'lapsed' })).toThrow('invariant')
})
