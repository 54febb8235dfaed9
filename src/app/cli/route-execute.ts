import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { StrategySetup } from '../../core/strategy/strategy.ts'
import type { Duration } from '../../core/time.ts'
import { doubleOf, type ExactDecimal } from '../../execution/router/exact-decimal.ts'
import { readFeesFile } from '../arb/fees-file.ts'
import { wantedInstrument } from '../market/wanted-instrument.ts'
import type { HeldAtoms } from '../live/run-live.ts'
import type { MissingFunds } from '../route/missing-funds.ts'
import { claimJournal, requireOwnJournal } from '../route/order-file.ts'
import { routedSettingNames } from '../route/routed-settings.ts'
import { routedTerms } from '../route/routed-terms.ts'
import { routedVenues } from '../route/routed-venues.ts'
import { routedOrderStrategy, type RoutedOrder } from '../route/routed-order.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import { duration, wholeNumber } from './arguments.ts'
import { leaveSoon } from './asked-to-end.ts'
import { counted, decimal, money } from './format.ts'
import { printJson, printLines, say } from './output.ts'
import { requiredOption } from './run-strategies.ts'
import type { RouteLiveOptions } from './route-live.ts'

/** Options of an order that is executed; those that only a plan has are refused. */
export interface RouteExecuteOptions extends RouteLiveOptions {
  readonly balances?: string
  readonly objective?: 'cost' | 'value'
  readonly exact?: true
  readonly save?: string
  readonly execute?: 'paper' | 'live'
  readonly config?: string
  readonly journal?: string
  readonly keys?: string
  readonly limits?: string
  readonly liveOrders?: true
  readonly slices: number
  readonly over?: Duration
  readonly limitPrice?: ExactDecimal
  readonly maxVenues?: number
}

/** Adds them. */
export function withRouteExecuteOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--execute [mode]',
        'send it, as `isobar trade` would: on paper, or live with --live-orders and --limits',
      )
        .choices(['paper', 'live'])
        .preset('paper'),
    )
    .option('--config <file>', 'execute: venues, instruments and limits, as of `isobar trade`')
    .option('--journal <dir>', 'execute: one an order; run again it goes on where it was')
    .option('--keys <file>', 'execute: keys by venue, a file of mode 0600; else the environment')
    .option(
      '--limits <file>',
      'execute: limits in a file of their own, each before that of the configuration',
    )
    .option('--live-orders', 'execute: real orders are sent only with this')
    .option('--slices <n>', 'execute: in how many parts', wholeNumber(1, 10_000), 1)
    .addOption(
      new Option('--over <time>', 'execute: over how long, 90s, 10m, 6h').argParser(duration),
    )
}

/** Executes an order over live books, and tells what became of it. */
export async function executeRoute(
  side: 'buy' | 'sell',
  quantity: ExactDecimal,
  options: RouteExecuteOptions,
): Promise<void> {
  const { execute: mode = 'paper', live } = options
  const text = requiredOption(live, '--live <instrument>')
  const config = requiredOption(options.config, '--config <file>')
  const journal = requiredOption(options.journal, '--journal <dir>')
  refuseOthers(options)
  if (options.slices > 1 && options.over === undefined)
    throw new UsageError('--slices needs --over, the time they are spread over')
  const ended = new AbortController()
  let order: RoutedOrder | undefined
  const done = (told: RoutedOrder): void => {
    order = told
    if (told.end !== undefined) ended.abort()
  }
  let accounts: HeldAtoms | undefined
  const factory = (setup: StrategySetup) =>
    routedOrderStrategy(setup, done, (venue, currency) => accounts?.(venue, currency))
  const settings = settingsOf(side, quantity, options)
  const fees = options.fees === undefined ? new Map() : await readFeesFile(options.fees)
  const { leftCode, runTrade } = await import('./trade-live.ts') // log and metrics, which a plan has no use for
  const { outcome, interrupted } = await runTrade({ ...options, mode, config }, async (read) => {
    const routed = routedVenues(read, wantedInstrument(text, '--live'), {
      ...(options.venues === undefined ? {} : { only: options.venues.split(',') }),
      ...(options.exclude === undefined ? {} : { excluded: options.exclude }),
    })
    const terms = routedTerms(routed, fees, options.takerFeeBps)
    const { instruments } = routed
    const wish = { side, coin: text, quantity: doubleOf(quantity), instruments }
    await requireOwnJournal(journal, wish)
    const own = ownSettings(read, options)
    return {
      config: { ...routed, strategies: [] },
      strategies: [{ factory, settings: { ...own, ...settings, ...terms }, files: [] }],
      until: ended.signal,
      onAccounts: (held) => (accounts = held),
      beforeJournal: () => claimJournal(journal, wish),
    }
  })
  leaveSoon()
  if (order === undefined) throw new UsageError('the run ended before its order was begun')
  if (order.missing !== undefined) throw fundsMissing(order, order.missing)
  const document = documentOf(order, mode)
  const { ordersSent, fills } = outcome.status
  if (options.json === true) printJson({ ...document, ordersSent, journalFills: fills })
  else printLines(...lines(document))
  const failed = leftCode(outcome)
  if (failed !== undefined) process.exitCode = failed
  else if (order.end === undefined && interrupted !== undefined)
    process.exitCode = interrupted.exitCode
  else if (document.filled < document.quantity) process.exitCode = 5
}

/** Of a configuration's settings those of an order; the rest is another strategy's, which it may be written for, and is told. */
function ownSettings(
  { strategy }: Pick<TradeConfig, 'strategy'>,
  options: RouteExecuteOptions,
): Readonly<Record<string, unknown>> {
  const [own, others] = [true, false].map((isOwn) =>
    Object.entries(strategy).filter(([name]) => routedSettingNames.includes(name) === isOwn),
  )
  const names = others!.map(([name]) => `strategy.${name}`)
  if (names.length > 0) say(`not settings of an order, left alone: ${names.join(', ')}`, options)
  return Object.fromEntries(own!)
}

/** Nothing was sent: who asks for more than there is has mistaken one of the two. */
function fundsMissing({ side }: RoutedOrder, missing: MissingFunds): UsageError {
  const { quantity, currency, needed, held } = missing
  const wish =
    side === 'sell'
      ? `${quantity} ${currency} are to be sold`
      : `buying ${quantity} takes ${money(needed)} ${currency}`
  const there = held.map((each) => `${each.units} ${each.currency} at ${each.venue}`)
  const lack = side === 'sell' ? String(missing.missing) : money(missing.missing)
  return new UsageError(
    `${wish}, and held are ${there.join(', ')}: ${lack} ${currency} are missing; nothing was sent`,
    { ...missing, held: there.join(', ') },
  )
}

/** An option that would be dropped is said: who gives one relies on it. */
function refuseOthers(options: RouteExecuteOptions): void {
  const { objective, quoteMap, url, balances } = options
  if (quoteMap !== undefined)
    throw new UsageError(
      '--execute takes no --quote-map: give reporting.rates in the configuration',
    )
  if (url !== undefined)
    throw new UsageError('--execute takes no --url: give venues.<name>.url in the configuration')
  if (balances !== undefined)
    throw new UsageError('--execute takes no --balances: what an account holds it tells itself')
  if (objective === 'value') throw new UsageError('--execute takes no --objective but cost')
  const others = ['books', 'recording', 'at', 'base', 'quote', 'exact', 'save'] as const
  const given = others.find((name) => options[name] !== undefined)
  if (given !== undefined) throw new UsageError(`--execute takes no --${given}`)
}

function settingsOf(
  side: 'buy' | 'sell',
  quantity: ExactDecimal,
  { slices, over, limitPrice, maxVenues, wait }: RouteExecuteOptions,
): Readonly<Record<string, unknown>> {
  return {
    side,
    quantity: doubleOf(quantity),
    slices,
    waitSeconds: wait / 1e6,
    ...(over === undefined ? {} : { seconds: over / 1e6 }),
    ...(limitPrice === undefined ? {} : { limitPrice: doubleOf(limitPrice) }),
    ...(maxVenues === undefined ? {} : { maxVenues }),
  }
}

/** What became of an order, money in the first instrument's quote. */
interface ExecutedRoute {
  readonly kind: 'route-executed'
  readonly version: 1
  readonly mode: 'paper' | 'live'
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  readonly filled: number
  /** By this run, where an earlier one with the journal had begun. */
  readonly filledNow: number
  readonly averagePrice: number | null
  readonly fees: number
  readonly arrivalMid: number | null
  /** Of what this run filled, fees included, against the arrival's mid. */
  readonly shortfallBps: number | null
  readonly venues: readonly {
    readonly venue: string
    readonly quantity: number
    readonly fills: number
  }[]
  readonly refusals: number
  /** Venues whose accounts hold too little for more. */
  readonly shortAt: readonly string[]
  readonly end: RoutedOrder['end'] | 'interrupted'
}

function documentOf(order: RoutedOrder, mode: 'paper' | 'live'): ExecutedRoute {
  const { side, filledNow, notional, fees, arrivalMid, fills } = order
  const isKnown = filledNow > 0 && !Number.isNaN(arrivalMid)
  const averagePrice = filledNow > 0 ? notional / filledNow : null
  const paid = (side === 'buy' ? notional + fees : notional - fees) / filledNow
  const venues = [...new Set(fills.map(({ venue }) => venue))].map((venue) => {
    const own = fills.filter((fill) => fill.venue === venue)
    const quantity = own.reduce((sum, fill) => sum + fill.quantity, 0)
    return { venue, quantity: Number(quantity.toPrecision(12)), fills: own.length }
  })
  return {
    kind: 'route-executed',
    version: 1,
    mode,
    side,
    quantity: doubleOf(order.quantity),
    filled: doubleOf(order.filled),
    filledNow: Number(filledNow.toPrecision(12)),
    averagePrice,
    fees,
    arrivalMid: Number.isNaN(arrivalMid) ? null : arrivalMid,
    shortfallBps: isKnown ? (side === 'buy' ? 1 : -1) * (paid / arrivalMid - 1) * 1e4 : null,
    venues,
    refusals: order.refusals,
    shortAt: order.shortAt,
    end: order.end ?? 'interrupted',
  }
}

const ends = {
  filled: 'all of it',
  'no-more': 'no venue gives more',
  'no-balance': 'not enough is held',
  'no-books': 'no book came',
  interrupted: 'ended before it was done',
} as const

function lines(done: ExecutedRoute): string[] {
  const { side, filled, filledNow, quantity, averagePrice, fees, shortfallBps } = done
  const { venues, refusals, end, shortAt } = done
  const word = side === 'buy' ? 'Bought' : 'Sold'
  const own = filledNow === filled ? '' : `, ${filledNow} of it in this run`
  const cost =
    averagePrice === null
      ? ''
      : `${own} at ${money(averagePrice, 4)} and ${money(fees)} of fees, ${decimal(shortfallBps, 2)} bps from the mid it met`
  return [
    ...venues.map((each) => `${each.venue}: ${each.quantity} in ${counted(each.fills, 'fill')}`),
    ...(refusals > 0 ? [`${counted(refusals, 'order')} refused by the limits`] : []),
    `${word} ${filled} of ${quantity} on ${done.mode === 'paper' ? 'paper' : 'the real market'}${cost}: ${ends[end ?? 'interrupted']}${end === 'no-balance' ? ` at ${shortAt.join(', ')}` : ''}.`,
  ]
}
