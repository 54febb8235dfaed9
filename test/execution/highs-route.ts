import highsPackage from 'highs'
import {
  compared,
  doubleOf,
  exactOne,
  exactZero,
} from '../../src/execution/router/exact-decimal.ts'
import { costFactor, levelsWithin } from '../../src/execution/router/leg-curve.ts'
import { legMoney } from '../../src/execution/router/leg-money.ts'
import type { RouteBook, RouteRequest } from '../../src/execution/router/route-book.ts'
import type { RandomRoute } from './random-route.ts'

/** What a mixed-integer solver makes of a question to the router. */
export interface SolverPlan {
  /** Hundredths of a base unit, of which all lots of the random questions are multiples. */
  readonly filled: number
  readonly cost: number
}

// Its types describe the CommonJS build, in which the loader stands under `default`; the ES module is the loader itself.
const loadHighs = highsPackage as unknown as typeof highsPackage.default

export type Highs = Awaited<ReturnType<typeof loadHighs>>

export function startHighs(): Promise<Highs> {
  return loadHighs()
}

/** Fills as much as can be, then at the least cost: two mixed-integer programs. */
export function routeByHighs(highs: Highs, route: RandomRoute): SolverPlan {
  const program = programOf(route)
  if (program.quantity === '') return { filled: 0, cost: 0 }
  const most = solve(highs, `max\n obj: ${program.quantity}\n`, program, '')
  const filled = Math.round(most)
  const cost = solve(
    highs,
    `min\n obj: ${program.cost}\n`,
    program,
    ` fill: ${program.quantity} = ${filled}\n`,
  )
  return { filled, cost }
}

interface Program {
  readonly quantity: string
  readonly cost: string
  readonly rows: string
  readonly bounds: string
  readonly general: string
  readonly binary: string
}

/** One column for what is taken of each level, one for the lots of each book, and switches for books and venues. */
function programOf({ books, request }: RandomRoute): Program {
  const rows: string[] = []
  const bounds: string[] = []
  const quantity: string[] = []
  const cost: string[] = []
  const used = books.flatMap((book, b) => (levelsWithin(book, request) > 0 ? [b] : []))
  const venues = [...new Set(used.map((b) => books[b]!.venue))]
  for (const b of used) {
    const book = books[b]!
    const { prices, quantities } = book.levels
    const levels = levelsWithin(book, request)
    const columns = Array.from({ length: levels }, (_, l) => `x${b}_${l}`)
    const factor = doubleOf(costFactor(book, request))
    for (const [l, column] of columns.entries()) {
      bounds.push(` 0 <= ${column} <= ${quantities[l]! / 1000}`)
      cost.push(`${signed((prices[l]! / 1e4) * factor)} ${column}`)
    }
    const { units } = book.lotSize
    rows.push(` lots${b}: ${columns.join(' + ')} - ${units} n${b} = 0`)
    quantity.push(`+ ${units} n${b}`)
    const held = quantities.slice(0, levels).reduce((a, q) => a + q, 0) / 1000
    const most = Math.floor(held / units)
    bounds.push(` 0 <= n${b} <= ${most}`)
    rows.push(` on${b}: n${b} - ${most} y${b} <= 0`)
    rows.push(` least${b}: n${b} - ${leastOf(book, most)} y${b} >= 0`)
    rows.push(` venue${b}: y${b} - z${venues.indexOf(book.venue)} <= 0`)
    if (book.balance !== undefined && request.side === 'buy') {
      const own = doubleOf(costFactor(withoutRate(book), { ...request, objective: 'cost' }))
      const spent = columns.map((column, l) => `+ ${(prices[l]! / 1e4) * own} ${column}`)
      rows.push(` held${b}: ${spent.join(' ')} <= ${doubleOf(book.balance)}`)
    }
  }
  rows.push(...holdings(books, request, used))
  if (request.maxVenues !== undefined && used.length > 0) {
    rows.push(` venues: ${venues.map((_, v) => `z${v}`).join(' + ')} <= ${request.maxVenues}`)
  }
  rows.push(` wanted: ${quantity.join(' ')} <= ${doubleOf(request.quantity) * 100}`)
  return {
    quantity: quantity.join(' '),
    cost: cost.join(' '),
    rows: rows.join('\n'),
    bounds: bounds.join('\n'),
    general: used.map((b) => `n${b}`).join(' '),
    binary: [...used.map((b) => `y${b}`), ...venues.map((_, v) => `z${v}`)].join(' '),
  }
}

function holdings(books: readonly RouteBook[], { side }: RouteRequest, used: number[]): string[] {
  if (side === 'buy') return []
  const venues = new Set(used.map((b) => books[b]!.venue))
  return [...venues].flatMap((venue, v) => {
    const own = used.filter((b) => books[b]!.venue === venue)
    const { balance } = books[own[0]!]!
    if (balance === undefined) return []
    const sold = own.map((b) => `+ ${books[b]!.lotSize.units} n${b}`).join(' ')
    return [` base${v}: ${sold} <= ${doubleOf(balance) * 100}`]
  })
}

/** Which lots reach both minimums, tried one after another: a solver left to itself takes levels out of order for it. */
function leastOf(book: RouteBook, most: number): number {
  for (let lots = 1; lots <= most; lots++) {
    const { notional, quantity } = legMoney(book, lots)
    const isEnough = compared(quantity, book.minQuantity ?? exactZero) >= 0
    if (isEnough && compared(notional, book.minNotional) >= 0) return lots
  }
  return most + 1
}

function withoutRate(book: RouteBook): RouteBook {
  return { ...book, quoteRate: exactOne }
}

function signed(value: number): string {
  return value < 0 ? `- ${-value}` : `+ ${value}`
}

function solve(highs: Highs, objective: string, program: Program, extra: string): number {
  const text = `${objective}subject to\n${program.rows}\n${extra}bounds\n${program.bounds}\ngeneral\n ${program.general}\nbinary\n ${program.binary}\nend\n`
  const solution = highs.solve(text, {
    mip_rel_gap: 0,
    mip_abs_gap: 1e-9,
    mip_feasibility_tolerance: 1e-9,
    primal_feasibility_tolerance: 1e-9,
  })
  if (solution.Status !== 'Optimal') throw new Error(`HiGHS: ${solution.Status}\n${text}`)
  return solution.ObjectiveValue
}
