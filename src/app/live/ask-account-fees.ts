import type { Duration, Instant } from '../../core/time.ts'
import { accountFees, type FeeAnswer } from '../../gateways/account-fees.ts'
import { worldMessage, type CcxtExchange } from '../../gateways/ccxt-exchange.ts'
import type { TradedListing } from '../../gateways/read-orders.ts'
import { accountFeeLines } from './account-fee-lines.ts'
import type { LiveSetup } from './live-setup.ts'
import { rest } from './rest.ts'

/** A venue that orders are sent to, and what is traded and held there. */
export interface FeeAccount {
  readonly name: string
  readonly exchange: Pick<CcxtExchange, 'id' | 'has' | 'fetchTradingFee' | 'fetchTradingFees'>
  readonly listings: readonly Pick<TradedListing, 'index' | 'symbol'>[]
}

/** Between two questions to one account: Kraken counts three for one and takes back one a second, and what presses is asked there too. */
const askEvery = 3_000_000 as Duration
/** What is not told by then is not asked for any more. */
const askWithin = 180_000_000 as Duration

type Setup = Pick<LiveSetup, 'instruments' | 'toldFees' | 'clock' | 'tell' | 'accountFees'> & {
  readonly strategies: readonly unknown[]
}

/**
 * Asks every account what it pays, beside the run: what comes is kept at its place in `accountFees`, and where somebody said
 * otherwise that is told, venue by venue. Nothing waits for it: that an account does not answer, or only of some, is told, and no more.
 *
 * @param over aborts when nobody wants to know any more
 */
export async function askAccountFees(
  accounts: readonly FeeAccount[],
  setup: Setup,
  over: AbortSignal,
): Promise<void> {
  await Promise.all(accounts.map((account) => askOne(account, setup, over)))
}

async function askOne(
  { name, exchange, listings }: FeeAccount,
  setup: Setup,
  over: AbortSignal,
): Promise<void> {
  const { clock, accountFees: kept = [], tell } = setup
  const late = new AbortController()
  const cancel = clock.callAt((clock.now() + askWithin) as Instant, () => late.abort())
  const signal = AbortSignal.any([over, late.signal])
  const symbols = listings.map(({ symbol }) => symbol)
  const failed = { count: 0, cause: undefined as unknown }
  const answers = accountFees(exchange, symbols, async () => {
    await rest(clock, askEvery, signal)
    return !signal.aborted
  })
  for await (const answer of untilOver(answers, signal)) {
    if (answer.kind === 'told')
      for (const { index, symbol } of listings) kept[index] ??= answer.fees.get(symbol)
    else {
      failed.count += answer.symbols.length
      failed.cause = answer.cause
    }
  }
  cancel()
  if (over.aborted) return
  const own = setup.instruments.map(({ venue }, at) => (venue === name ? kept[at] : undefined))
  for (const line of accountFeeLines({ ...setup, accountFees: own })) tell(line)
  const { count, cause } = failed
  const of = count === listings.length ? '' : ` of ${count} of ${listings.length} instruments`
  if (count > 0) tell(`${name}: what it charges could not be asked${of}: ${worldMessage(cause)}`)
  if (late.signal.aborted)
    tell(`${name}: what it charges was not told of every instrument within ${askWithin / 1e6} s`)
}

/** Answers, one after the other, until somebody has heard enough, whatever is under way then. */
async function* untilOver(
  answers: AsyncIterator<FeeAnswer, void, undefined>,
  signal: AbortSignal,
): AsyncGenerator<FeeAnswer, void, undefined> {
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  while (!signal.aborted) {
    const next = await Promise.race([answers.next(), stopped])
    if (next === undefined || next.done === true) return
    yield next.value
  }
}
