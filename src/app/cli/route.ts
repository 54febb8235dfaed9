import { Option, type Command } from 'commander'
import { requireNamesInFile } from '../../core/required-names.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import type { ExactDecimal } from '../../execution/router/exact-decimal.ts'
import type { RouteRequest } from '../../execution/router/route-book.ts'
import { routeOrder, type RouteResult } from '../../execution/router/route-order.ts'
import type { RouteRun } from '../../protocol/route-run.ts'
import { readBalancesFile } from '../route/balances-file.ts'
import { costCurve, ladderOf, type RoutedMarket } from '../route/cost-curve.ts'
import { timedPlan } from '../route/timed-plan.ts'
import { wholeNumber } from './arguments.ts'
import { leaveSoon } from './asked-to-end.ts'
import {
  booksInputs,
  positiveDecimal,
  readMarket,
  withBooksOptions,
  withWrittenDecimals,
} from './books-options.ts'
import { printJson, printLines, withCommonOptions } from './output.ts'
import { routeLines } from './route-lines.ts'
import { executeRoute, withRouteExecuteOptions, type RouteExecuteOptions } from './route-execute.ts'
import { liveMarket, withRouteLiveOptions } from './route-live.ts'
import { keepRun, withRunOptions, type RunOptions } from './run-options.ts'
import { addRouteSchedule } from './route-schedule.ts'

interface RouteOptions extends RouteExecuteOptions, RunOptions {
  readonly maxVenues?: number
  readonly limitPrice?: ExactDecimal
  readonly balances?: string
  readonly objective: 'cost' | 'value'
  readonly exact?: true
}

/** `isobar route` */
export function addRouteCommands(program: Command): void {
  const route = program
    .command('route')
    .description('a large order over several venues, at proven least cost, and over time')
  route.addHelpText('after', '\nExample:\n  $ isobar route buy 25 --books books.json')
  for (const side of ['buy', 'sell'] as const) addSide(route, side)
  addRouteSchedule(route)
}

function addSide(route: Command, side: 'buy' | 'sell'): void {
  const command = route
    .command(`${side} <quantity>`)
    .description(
      `split a ${side} over the books so that it ${side === 'buy' ? 'pays least' : 'receives most'}`,
    )
  withCommonOptions(
    withRunOptions(withRouteExecuteOptions(withRouteLiveOptions(withBooksOptions(command, 'live'))))
      .option('--max-venues <n>', 'at how many venues at most', wholeNumber(1))
      .option('--limit-price <price>', 'the worst price it takes, before fees', positiveDecimal)
      .option('--balances <file>', 'what the account holds: {"venue": {"USDT": 25000}}')
      .addOption(
        new Option('--objective <what>', 'cost: money paid; value: fees taken in base count too')
          .choices(['cost', 'value'])
          .default('cost'),
      )
      .option('--exact', 'search until the optimum is proven'),
    `isobar route ${side} 25 --books books.json --max-venues 3`,
  ).action((quantity: string, options: RouteOptions) => run(side, quantity, options))
}

async function run(side: 'buy' | 'sell', text: string, options: RouteOptions): Promise<void> {
  const quantity = positiveDecimal(text, 'quantity')
  if (options.execute !== undefined) return executeRoute(side, quantity, options)
  const { books, selection, time } =
    options.live === undefined
      ? { ...(await readMarket(options)), time: options.at }
      : await liveMarket(options.live, options)
  const holdings =
    options.balances === undefined ? undefined : await readBalancesFile(options.balances)
  if (holdings !== undefined) {
    const venues = books.map(({ venue }) => venue)
    requireNamesInFile(`--balances ${options.balances!}`, holdings.keys(), venues)
  }
  const { maxVenues, limitPrice, objective } = options
  const request: RouteRequest = {
    side,
    quantity,
    objective,
    effort: options.exact === true ? 'exact' : 'fast',
    ...(maxVenues === undefined ? {} : { maxVenues }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
  }
  const { plan: result, elapsedUs } = timedPlan(() =>
    routeOrder(books, request, selection, holdings),
  )
  await keepRoute({ books, request, selection, holdings, time }, options, {
    ...result,
    elapsedUs,
  })
  if (options.json === true) printJson({ ...result, elapsedUs })
  else printLines(...routeLines(result, books))
  if (isPartial(result)) process.exitCode = 5
  if (options.live !== undefined) leaveSoon()
}

/**
 * Entered in the ledger of trials, and saved with its books and what other sizes would cost, which nobody waits for
 * otherwise.
 */
async function keepRoute(
  /** A file of books is of no instant. */
  market: RoutedMarket & { readonly time: Instant | undefined },
  options: RouteOptions,
  result: RouteResult & { readonly elapsedUs: number },
): Promise<void> {
  const saved = (): RouteRun => ({
    ...result,
    version: 1,
    summary: routeLines(result, market.books).join('\n'),
    books: ladderOf(market),
    curve: costCurve(market),
  })
  const at = market.time === undefined ? undefined : Math.floor(millisecondsOf(market.time))
  await keepRun(
    `route ${result.side}`,
    {
      result: options.save === undefined ? { kind: result.kind } : saved(),
      files: booksInputs(options, options.balances),
      instruments: market.books.map(({ venue, instrument }) => `${venue}:${instrument}`),
      period: at === undefined ? {} : { from: at, to: at },
    },
    { ...options, quantity: result.quantity, ...withWrittenDecimals(options) } as RunOptions,
  )
}

function isPartial({ filled, quantity }: RouteResult): boolean {
  return filled !== quantity
}
