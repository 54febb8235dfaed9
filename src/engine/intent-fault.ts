import { nearestInWords } from '../core/nearest-names.ts'
import type { Intent, LegsWish, LegWish, OrderWish } from '../core/strategy/intent.ts'

/**
 * What is wrong with the shape of something a strategy wants: its types are gone when it runs, and a word that is
 * misspelt would do something else or nothing. Numbers are risk's to judge.
 *
 * @returns undefined for an intent as `Intent` has them
 */
export function intentFault(intent: unknown): string | undefined {
  if (!isRecord(intent)) return `an intent is a record with a kind, got ${shown(intent)}`
  const { kind } = intent
  if (typeof kind !== 'string' || !Object.hasOwn(shapes, kind)) {
    return `no intent of kind ${shown(kind)}${nearestInWords(String(kind), Object.keys(shapes))}`
  }
  return (
    fieldFault(kind, intent, ['kind', ...fields[kind as Intent['kind']]]) ?? shapes[kind]!(intent)
  )
}

const fields: Readonly<Record<Intent['kind'], readonly string[]>> = {
  place: ['order'],
  cancel: ['clientOrderId'],
  amend: ['clientOrderId', 'lots', 'priceTicks'],
  'enter-legs': ['wish'],
  'stop-legs': ['label'],
  wake: ['at', 'key'],
}

type Shape = (intent: Readonly<Record<string, unknown>>) => string | undefined

const shapes: Readonly<Record<string, Shape>> = {
  place: ({ order }) => (isRecord(order) ? orderFault(order) : `place: expected an order`),
  cancel: (intent) => numberFault('cancel', intent, fields.cancel),
  amend: (intent) =>
    numberFault('amend', intent, fields.amend) ?? negativeFault('amend', intent, ['lots']),
  'enter-legs': ({ wish }) => (isRecord(wish) ? legsFault(wish) : 'enter-legs: expected a wish'),
  'stop-legs': (intent) => numberFault('stop-legs', intent, fields['stop-legs']),
  wake: (intent) => numberFault('wake', intent, fields.wake),
}

const pricings = ['market', 'limit', 'stop'] satisfies OrderWish['pricing']['kind'][]
const times = ['gtc', 'ioc', 'fok', 'gtd'] satisfies NonNullable<OrderWish['timeInForce']>['kind'][]

const orderFields = [
  'instrument',
  'side',
  'lots',
  'pricing',
  'timeInForce',
  'isReduceOnly',
  'label',
] satisfies (keyof OrderWish)[]
const wishFields = Object.keys({
  label: true,
  legs: true,
  units: true,
  unitsAtOnce: true,
  mendsMost: true,
} satisfies Record<keyof LegsWish, true>)
const legFields = ['instrument', 'side', 'lotsPerUnit', 'limitTicks'] satisfies (keyof LegWish)[]

function orderFault(order: Readonly<Record<string, unknown>>): string | undefined {
  const { side, pricing, timeInForce = { kind: 'gtc' } } = order
  return (
    fieldFault('place, order', order, orderFields) ??
    numberFault('place, order', order, ['instrument', 'lots']) ??
    negativeFault('place, order', order, ['lots']) ??
    wordFault('place, order, side', side, ['buy', 'sell']) ??
    pricingFault(pricing) ??
    timeFault(timeInForce)
  )
}

function pricingFault(pricing: unknown): string | undefined {
  const place = 'place, order, pricing'
  if (!isRecord(pricing)) return `${place}: expected a record with a kind, got ${shown(pricing)}`
  const { kind, isPostOnly, triggeredBy } = pricing
  if (kind === 'limit') {
    return (
      fieldFault(place, pricing, ['kind', 'priceTicks', 'isPostOnly']) ??
      numberFault(place, pricing, ['priceTicks']) ??
      (typeof isPostOnly === 'boolean'
        ? undefined
        : `${place}, isPostOnly: expected true or false, got ${shown(isPostOnly)}`)
    )
  }
  if (kind === 'stop') {
    return (
      fieldFault(place, pricing, ['kind', 'triggerTicks', 'triggeredBy', 'limitTicks']) ??
      numberFault(place, pricing, ['triggerTicks']) ??
      wordFault(`${place}, triggeredBy`, triggeredBy, ['trade', 'mark'])
    )
  }
  return wordFault(`${place}, kind`, kind, pricings) ?? fieldFault(place, pricing, ['kind'])
}

function timeFault(time: unknown): string | undefined {
  const place = 'place, order, timeInForce'
  if (!isRecord(time)) return `${place}: expected a record with a kind, got ${shown(time)}`
  return (
    wordFault(`${place}, kind`, time['kind'], times) ??
    (time['kind'] === 'gtd' ? numberFault(place, time, ['until']) : undefined)
  )
}

function legsFault(wish: Readonly<Record<string, unknown>>): string | undefined {
  const { legs } = wish
  if (!Array.isArray(legs) || legs.length < 2) return 'enter-legs: expected two legs or more'
  const faults = legs.map((leg: unknown, at) => {
    const place = `enter-legs, legs[${at}]`
    if (!isRecord(leg)) return `${place}: expected a record, got ${shown(leg)}`
    return (
      fieldFault(place, leg, legFields) ??
      numberFault(place, leg, ['instrument', 'lotsPerUnit']) ??
      negativeFault(place, leg, ['lotsPerUnit']) ??
      wordFault(`${place}, side`, leg['side'], ['buy', 'sell'])
    )
  })
  return (
    fieldFault('enter-legs, wish', wish, wishFields) ??
    numberFault('enter-legs', wish, ['label', 'units', 'unitsAtOnce']) ??
    negativeFault('enter-legs', wish, ['units', 'unitsAtOnce']) ??
    (wish['mendsMost'] === undefined
      ? undefined
      : numberFault('enter-legs', wish, ['mendsMost'])) ??
    faults.find((fault) => fault !== undefined)
  )
}

/** A field that is misspelt would leave out what it says. */
function fieldFault(
  place: string,
  record: Readonly<Record<string, unknown>>,
  known: readonly string[],
): string | undefined {
  const strange = Object.keys(record).find((name) => !known.includes(name))
  return strange === undefined
    ? undefined
    : `${place}: no field ${strange}${nearestInWords(strange, known)}`
}

/** What is sold is told by the side. */
function negativeFault(
  place: string,
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  const name = names.find((each) => Number(record[each]) < 0)
  return name === undefined
    ? undefined
    : `${place}, ${name}: expected nothing below 0, got ${shown(record[name])}`
}

function numberFault(
  place: string,
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  const name = names.find((each) => typeof record[each] !== 'number')
  return name === undefined
    ? undefined
    : `${place}, ${name}: expected a number, got ${shown(record[name])}`
}

function wordFault(place: string, word: unknown, words: readonly string[]): string | undefined {
  return words.some((each) => each === word)
    ? undefined
    : `${place}: expected ${words.join(' or ')}, got ${shown(word)}`
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
