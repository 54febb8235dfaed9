import { expect, test } from 'vitest'
import { explore } from '../../test/execution/explore.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import {
  isWaiting,
  newOrder,
  orderAfter,
  possibleLots,
  stageOf,
  type OrderHappening,
  type OrderState,
} from './order-state.ts'
import { isToLookAt, newsOfLook } from './standing-orders.ts'

const lotsOf = (count: number): Lots => count as Lots
const request: OrderRequest = {
  clientOrderId: 1,
  instrument: 0,
  side: 'buy',
  lots: lotsOf(3),
  pricing: { kind: 'limit', priceTicks: 100 as PriceTicks, isPostOnly: false },
  timeInForce: { kind: 'gtc' },
  isReduceOnly: false,
}
const base = {
  clientOrderId: 1,
  instrument: 0,
  exchangeTime: 0 as Instant,
  localTime: 0 as Instant,
}

function fill(tradeId: number, leavesLots: number, lots = 1): OrderEvent {
  return {
    ...base,
    kind: 'filled',
    tradeId,
    lots: lotsOf(lots),
    leavesLots: lotsOf(leavesLots),
    priceTicks: 100 as PriceTicks,
    liquidity: 'maker',
    feeAtoms: 0n,
    feeCurrency: 'USDT',
  }
}

function after(...happenings: OrderHappening[]): OrderState {
  return happenings.reduce(orderAfter, newOrder(request))
}

test('an order goes from new to ended by its usual way', () => {
  const stages = [after()]
  for (const happening of [
    { kind: 'sent' },
    { ...base, kind: 'accepted' },
    fill(1, 2),
    { kind: 'amend-sent', lots: lotsOf(5), priceTicks: 99 as PriceTicks },
    { ...base, kind: 'amended', lots: lotsOf(5), priceTicks: 99 as PriceTicks },
    { kind: 'cancel-sent' },
    { ...base, kind: 'cancelled', reason: 'asked', filledLots: lotsOf(1) },
  ] satisfies OrderHappening[])
    stages.push(orderAfter(stages.at(-1)!, happening))
  expect(stages.map(stageOf)).toEqual([
    'new',
    'sent',
    'accepted',
    'partly-filled',
    'pending-amend',
    'partly-filled',
    'pending-cancel',
    'ended',
  ])
  expect(stages.at(-1)).toMatchObject({ lots: 5, priceTicks: 99, filledLots: 1, claimedLots: 1 })
})

test('a repeated fill counts once, and a fill that overtakes its acceptance counts', () => {
  const state = after({ kind: 'sent' }, fill(7, 2), { ...base, kind: 'accepted' }, fill(7, 2))
  expect(state.filledLots).toBe(1)
  expect(stageOf(state)).toBe('partly-filled')
})

test('an end that knows of more fills waits for them', () => {
  const ended = after({ kind: 'sent' }, fill(1, 2), {
    ...base,
    kind: 'cancelled',
    reason: 'asked',
    filledLots: lotsOf(2),
  })
  expect(possibleLots(ended)).toBe(1)
  expect(possibleLots(orderAfter(ended, fill(2, 1)))).toBe(0)
})

test('what was heard of once is not absent, whatever a search says', () => {
  const lost = after({ kind: 'sent' }, { kind: 'timed-out' })
  expect(orderAfter(lost, { kind: 'absent' }).end).toEqual({ kind: 'never-arrived' })
  const known = after({ kind: 'sent' }, fill(1, 2), { kind: 'restarted' })
  expect(orderAfter(known, { kind: 'absent' }).fate).toBe('unknown')
})

/** An order, what is true of it at the venue, and the messages between. */
interface Scene {
  readonly order: OrderState
  readonly venue: {
    readonly fate: 'nothing' | 'open' | 'ended'
    readonly filled: number
    readonly lots: number
  }
  /** On their way to the venue. */
  readonly asked: readonly ('place' | 'cancel' | 'amend')[]
  /** On their way back, a character each, sorted: any of them may come next. */
  readonly answers: string
  readonly losses: number
  readonly repeats: number
  readonly restarts: number
}

const amendTo = { lots: lotsOf(4), priceTicks: 99 as PriceTicks }

/** Answers that are alike are one character: they are asked for millions of times. */
const answerOf: OrderEvent[] = []
const codes = new Map<string | number, string>()

function withAnswers(scene: Scene, venue: Scene['venue'], said: OrderEvent): Scene {
  const name = nameFor(said)
  let code = codes.get(name)
  if (code === undefined) {
    code = String.fromCharCode(answerOf.length)
    codes.set(name, code)
    answerOf.push(said)
  }
  // The order of what is on its way does not matter, for any may come next.
  let at = 0
  while (at < scene.answers.length && scene.answers[at]! < code) at++
  return { ...scene, venue, answers: scene.answers.slice(0, at) + code + scene.answers.slice(at) }
}

function nameFor(answer: OrderEvent): string | number {
  if (answer.kind === 'filled') {
    return 64 * Number(answer.tradeId) + 8 * answer.lots + answer.leavesLots
  }
  return answer.kind === 'cancelled' ? `cancelled ${answer.filledLots}` : answer.kind
}

const fates = ['new', 'sent', 'open', 'unknown', 'ended'] as const
const ends = [undefined, 'filled', 'rejected', 'cancelled', 'never-arrived', 'found-ended'] as const
const venueFates = ['nothing', 'open', 'ended'] as const

/** Orders that are alike are one object, which has a number, and is told each answer once. */
const known = new Map<number, OrderState>()
const numberOf = new Map<OrderState, number>()
const heard = new Map<OrderState, (OrderState | undefined)[]>()

function theOne(order: OrderState): OrderState {
  const key = keyOfOrder(order)
  const there = known.get(key)
  if (there !== undefined) return there
  numberOf.set(order, known.size)
  known.set(key, order)
  heard.set(order, [])
  return order
}

function afterAnswer(order: OrderState, code: number): OrderState {
  return (heard.get(order)![code] ??= theOne(orderAfter(order, answerOf[code]!)))
}

function keyOfOrder(order: OrderState): number {
  const { fate, end, lots, filledLots, tradeIds, claimedLots, amendAsked } = order
  let key = 0
  for (const part of [
    fates.indexOf(fate),
    ends.indexOf(end?.kind),
    lots,
    filledLots,
    claimedLots,
    amendAsked?.lots ?? 0,
    Number(order.isCancelAsked),
    Number(order.isHeardOf),
  ])
    key = 8 * key + of8(part)
  for (const id of tradeIds) key += 2 ** (24 + of8(Number(id)))
  return key
}

/** All of a scene in a few characters: what is longer takes its time, and is asked for millions of times. */
function keyOf({ order, venue, asked, answers, losses, repeats, restarts }: Scene): string {
  const there = (venueFates.indexOf(venue.fate) << 6) | (of8(venue.filled) << 3) | of8(venue.lots)
  let out = (of8(losses) << 12) | (of8(asked.length) << 9)
  for (const command of asked) out += command === 'place' ? 1 : command === 'cancel' ? 8 : 64
  return (
    String.fromCharCode(
      of16(numberOf.get(order)!),
      (there << 6) | (of8(repeats) << 3) | of8(restarts),
      out,
    ) + answers
  )
}

function of16(value: number): number {
  if (value < 65_536) return value
  throw new Error(`${value} has no place in a character`)
}

function of8(value: number): number {
  if (value >= 0 && value < 8) return value
  throw new Error(`${value} has no place in a key`)
}

function arrivals(scene: Scene): Scene[] {
  return scene.asked.flatMap((command, at) => {
    const left = { ...scene, asked: scene.asked.toSpliced(at, 1) }
    const { venue } = scene
    const lost = scene.losses > 0 ? [{ ...left, losses: scene.losses - 1 }] : []
    const isOpen = venue.fate === 'open'
    switch (command) {
      case 'place':
        return [
          ...lost,
          withAnswers(left, { fate: 'open', filled: 0, lots: 3 }, { ...base, kind: 'accepted' }),
          withAnswers(
            left,
            { fate: 'ended', filled: 0, lots: 3 },
            { ...base, kind: 'rejected', reason: 'halted' },
          ),
        ]
      case 'cancel':
        return [
          ...lost,
          isOpen
            ? withAnswers(
                left,
                { ...venue, fate: 'ended' },
                { ...base, kind: 'cancelled', reason: 'asked', filledLots: lotsOf(venue.filled) },
              )
            : withAnswers(left, venue, {
                ...base,
                kind: 'cancel-rejected',
                reason: 'unknown-order',
              }),
        ]
      case 'amend':
        return [
          ...lost,
          isOpen
            ? withAnswers(left, { ...venue, lots: 4 }, { ...base, kind: 'amended', ...amendTo })
            : withAnswers(left, venue, {
                ...base,
                kind: 'amend-rejected',
                reason: 'unknown-order',
              }),
        ]
    }
  })
}

function venueFills(scene: Scene): Scene[] {
  const { venue } = scene
  if (venue.fate !== 'open') return []
  const scenes: Scene[] = []
  for (const lots of [1, 2]) {
    const filled = venue.filled + lots
    if (filled > venue.lots) continue
    const fate = filled === venue.lots ? 'ended' : 'open'
    scenes.push(
      withAnswers(
        scene,
        { ...venue, fate, filled },
        fill(venue.filled + 1, venue.lots - filled, lots),
      ),
    )
  }
  return scenes
}

function deliveries(scene: Scene): Scene[] {
  const { answers, losses, repeats } = scene
  const scenes: Scene[] = []
  for (let at = 0; at < answers.length; at++) {
    const order = afterAnswer(scene.order, answers.charCodeAt(at))
    const left = answers.slice(0, at) + answers.slice(at + 1)
    scenes.push({ ...scene, order, answers: left })
    if (losses > 0) scenes.push({ ...scene, answers: left, losses: losses - 1 })
    if (repeats > 0) scenes.push({ ...scene, order, repeats: repeats - 1 })
  }
  return scenes
}

function ourDoing(scene: Scene): Scene[] {
  const { order, asked, venue, answers } = scene
  const after1 = (happening: OrderHappening, more: Partial<Scene> = {}): Scene => ({
    ...scene,
    ...more,
    order: theOne(orderAfter(order, happening)),
  })
  const scenes: Scene[] = []
  if (order.fate === 'new') scenes.push(after1({ kind: 'sent' }, { asked: [...asked, 'place'] }))
  const isOut = order.fate === 'sent' || order.fate === 'open' || order.fate === 'unknown'
  if (isOut && !order.isCancelAsked) {
    scenes.push(after1({ kind: 'cancel-sent' }, { asked: [...asked, 'cancel'] }))
  }
  if (
    order.fate === 'open' &&
    order.amendAsked === undefined &&
    order.lots === 3 &&
    !asked.includes('amend')
  ) {
    scenes.push(after1({ kind: 'amend-sent', ...amendTo }, { asked: [...asked, 'amend'] }))
  }
  if (isWaiting(order)) scenes.push(after1({ kind: 'timed-out' }))
  if (scene.restarts > 0)
    scenes.push(after1({ kind: 'restarted' }, { restarts: scene.restarts - 1 }))
  if (order.fate === 'unknown' && asked.length === 0) {
    // A search tells the truth, and only where nothing is on its way to the venue any more.
    if (venue.fate === 'nothing') scenes.push(after1({ kind: 'absent' }))
    else
      scenes.push(
        after1({ kind: 'found', isOpen: venue.fate === 'open', filledLots: lotsOf(venue.filled) }),
      )
  }
  if (isToLookAt(order) && venue.fate !== 'nothing') {
    const isOpen = venue.fate === 'open'
    const news = newsOfLook(order, { isOpen, filledLots: lotsOf(venue.filled) })
    if (news !== undefined) scenes.push(after1(news))
  }
  // A restart forgets what is on its way to us.
  if (order.fate === 'unknown' && answers.length > 0 && scene.losses > 0) {
    scenes.push({ ...scene, answers: '', losses: scene.losses - 1 })
  }
  return scenes
}

function check({ order, venue, asked, answers }: Scene): void {
  const { filledLots, lots, claimedLots, fate } = order
  const truth = (): string =>
    JSON.stringify({ order: stageOf(order), filledLots, lots, claimedLots, venue })
  // What was heard of has happened, and what has happened is within what may have.
  if (filledLots > venue.filled) throw new Error(`more filled than there was: ${truth()}`)
  const isAmended = order.amendAsked !== undefined || asked.includes('amend') || venue.lots === 4
  const couldFill = isAmended ? 4 : 3
  if (filledLots + possibleLots(order) > couldFill) throw new Error(`too much possible: ${truth()}`)
  if (fate === 'ended') {
    if (venue.fate === 'open') throw new Error(`ended, and open at the venue: ${truth()}`)
    if (venue.fate === 'nothing' && asked.includes('place'))
      throw new Error(`gone too soon: ${truth()}`)
  } else if (filledLots + possibleLots(order) < venue.filled) {
    throw new Error(`filled beyond what was thought possible: ${truth()}`)
  }
  // Filled and what may come make the whole, or what its end has claimed.
  const whole =
    fate === 'ended' ? claimedLots : Math.max(lots, claimedLots, order.amendAsked?.lots ?? 0)
  if (filledLots + possibleLots(order) !== whole) throw new Error(`does not add up: ${truth()}`)
  const isQuiet = asked.length === 0 && answers.length === 0
  if (isQuiet && fate === 'ended' && claimedLots > venue.filled)
    throw new Error(`claims too much: ${truth()}`)
}

test('in every order of messages, lost, repeated and late, with restarts, what is held is within what may be', () => {
  const start: Scene = {
    order: theOne(newOrder(request)),
    venue: { fate: 'nothing', filled: 0, lots: 3 },
    asked: [],
    answers: '',
    losses: 1,
    repeats: 0,
    restarts: 1,
  }
  const states = explore<Scene>(
    {
      starts: [start, { ...start, losses: 0, repeats: 1 }],
      key: keyOf,
      next: (scene) => [
        ...arrivals(scene),
        ...venueFills(scene),
        ...deliveries(scene),
        ...ourDoing(scene),
      ],
      check,
    },
    5_000_000,
  )
  process.stdout.write(`order states explored: ${states}\n`)
  expect(states).toBeGreaterThan(300_000)
}, 600_000)
