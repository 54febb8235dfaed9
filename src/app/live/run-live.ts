import type { Atoms, Currency } from '../../core/currency.ts'
import { errorText, IsobarError } from '../../core/errors.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { withProtectiveStops, type ProtectionTerms } from '../../strategies/protective-stops.ts'
import { builtStrategies, type PlacedStrategy } from '../trade/built-strategies.ts'
import type { Tell } from '../operations/notice.ts'
import type { Operations } from '../operations/operations.ts'
import { engineResult, type EngineResult } from '../../engine/engine-result.ts'
import type { MeasuredWorld } from '../parity/measured.ts'
import { playedShift } from '../parity/played-shift.ts'
import { RunMeter } from '../parity/run-meter.ts'
import { requireLimitNames } from '../trade/limit-names.ts'
import { reportingOf } from '../trade/reporting-of.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import { accountedAtoms, isOfHoldings } from '../../execution/compare-holdings.ts'
import type { JournalState } from '../../execution/journal-state.ts'
import { askAccountFees } from './ask-account-fees.ts'
import { beginRun, requireMode, requireNamed } from './begin-run.ts'
import type { Credentials } from './credentials.ts'
import { heldInJournal, tellHeld } from './held-elsewhere.ts'
import { journalStatus, type JournalStatus } from './journal-report.ts'
import { completedRates } from './live-rates.ts'
import { LiveDriver } from './live-driver.ts'
import { usualLive, type LiveSetup } from './live-setup.ts'
import { loggedJournal } from './logged-journal.ts'
import { obeyControl } from './obey-control.ts'
import { openJournal, type OpenJournal } from './open-journal.ts'
import { openMarks } from './open-marks.ts'
import { openVenues, type OpenVenues } from './open-venues.ts'
import { rest } from './rest.ts'
import { marksOf, runStatus, writeRunStatus, type RunStatus } from './run-status.ts'
import { guardWords, modeWords, startWords } from './start-words.ts'
import { stopDust } from './stop-dust.ts'
import { hearStrayRejections } from './stray-rejections.ts'
import { unprotected, type Unprotected } from './unprotected.ts'
import { toldFees } from './told-fees.ts'
import { wallClock } from './wall-clock.ts'
import { withoutHeld } from './without-held.ts'

/** What a run is asked for beside its configuration. */
export interface LiveOptions {
  readonly mode: 'paper' | 'live'
  readonly journal: string
  /** Undefined: until it is asked to end. */
  readonly duration: Duration | undefined
  readonly acceptHoldings: boolean
  readonly keys: Readonly<Record<string, Credentials>>
  readonly operations: Operations
  /** Called when nothing is wrong with what is wanted, before there is a journal. */
  readonly beforeJournal?: () => Promise<void>
  /** Hands over what throws the switch from outside; undefined: nothing does. */
  readonly onSwitch?: (thrown: () => void) => void
  /** Hands over what tells which orders are not over, in words: for whoever ends the process at once. */
  readonly onLeft?: (left: () => readonly string[]) => void
  /** Hands over what tells how much of a currency a venue's account holds; see `accountedAtoms`. */
  readonly onAccounts?: (held: HeldAtoms) => void
}

/** Undefined where the journal does not tell, as of an account that ends with its process. */
export type HeldAtoms = (venue: string, currency: Currency) => Atoms | undefined

/** What a run came to. */
export interface LiveOutcome {
  readonly status: JournalStatus
  readonly run: RunStatus
  /** Orders that could not be cancelled in time: the venue's switch, or a person, has to. */
  readonly leftOpen: number
  /** Each of these, in words. */
  readonly left: readonly string[]
  /** What is held without the stop that was to rest beside it. */
  readonly unprotected: readonly Unprotected[]
  /** What it came to in the words of a backtest, and what it has measured of its world. */
  readonly result: EngineResult & { readonly measured: MeasuredWorld }
}

/**
 * Runs strategies on paper or live until its time is over or somebody asks it to end.
 *
 * @param signal aborts when the run is to end, which it then does in order
 * @throws IsobarError of code `refused` when a venue and the journal do not agree; of code `world` when it cannot go on
 */
export async function runLive(
  config: TradeConfig,
  placed: readonly PlacedStrategy[],
  options: LiveOptions,
  signal: AbortSignal,
): Promise<LiveOutcome> {
  const { tell, tellOthers } = options.operations
  const stopHearing = hearStrayRejections(tell)
  try {
    return await runHeard(config, placed, options, signal)
  } catch (cause) {
    // What broke off while it ran was told then; that a run was not begun, only who reads its failure is told.
    if (!(cause instanceof BrokenRun)) tellOthers(`not begun: ${errorText(cause)}`, 'failure')
    throw cause
  } finally {
    stopHearing()
  }
}

/** A run that had begun and broke off. */
class BrokenRun extends IsobarError {}

async function runHeard(
  config: TradeConfig,
  placed: readonly PlacedStrategy[],
  options: LiveOptions,
  signal: AbortSignal,
): Promise<LiveOutcome> {
  const { operations } = options
  const { tell } = operations
  const held = await heldInJournal(options.journal)
  const opened = await openVenues(config, { ...options, tell, held })
  const marks = await lookedMarks(config, tell)
  const meter = new RunMeter(opened.instruments)
  const shift = await playedShift(config)
  requireLimitNames(config.limits, opened.instruments)
  // What is wrong with the strategies is told before there is a journal, which would be left behind.
  const wish = setupOf(config, placed, options, {
    ...opened,
    feeds: opened.feeds.map((feed) => meter.feed(feed)),
    marks,
    meter,
  })
  await options.beforeJournal?.()
  const journal = loggedJournal(await openJournal(options.journal), operations)
  try {
    beginFrom(journal, options, opened, config)
  } catch (cause) {
    await journal.close()
    throw cause
  }
  const setup = { ...wish, journal: meter.journal(journal) }
  tell(modeWords(options.mode, reachedVenues(opened, config), config))
  tell(guardWords(config.limits))
  options.onAccounts?.(heldAtoms(opened, journal.state))
  const names = setup.strategies.map(({ name }) => name)
  journal.append({ time: wallClock.now(), kind: 'strategies', names })
  const driver = new LiveDriver(setup)
  operations.metrics.follow(driver, setup)
  const flattens = config.killSwitch.onSignal === 'flatten'
  options.onSwitch?.(() => driver.kill('a signal', flattens))
  options.onLeft?.(driver.leftInWords)
  const notBegun = new AbortController()
  const over = AbortSignal.any([signal, driver.failed, notBegun.signal])
  // Finding out how things stand at the venues may take minutes: the switch is heard from the first of them.
  const looking = obeyControl(driver, setup, options.journal, over)
  await startOrEnd(driver, over, options).catch((cause: unknown) => {
    notBegun.abort()
    throw cause
  })
  tell(...startWords(journal.state))
  void marks.run(tell, over)
  const ending = new AbortController()
  void askAccountFees(opened.accounts, setup, AbortSignal.any([over, ending.signal]))
  await rest(wallClock, options.duration ?? forever, over)
  ending.abort()
  const failure = driver.failed.aborted ? (driver.failed.reason as Error) : undefined
  const ended = wallClock.now()
  const open = await driver.end()
  await looking
  await marks.close()
  if (failure !== undefined)
    throw new BrokenRun('world', `the run could not go on: ${failure.message}`, { cause: failure })
  const run = await lastStatus(driver, setup, options.journal)
  return {
    status: journalStatus(journal.state, false, marksOf(run)),
    run,
    leftOpen: open,
    left: driver.leftInWords(),
    unprotected: unprotected({ setup, engine: driver.engine }),
    result: resultOf(driver, options.mode, meter.measured(ended, shift)),
  }
}

/** How a run stands at its end, left beside its journal too: whoever looks there later has no other marks. */
async function lastStatus(
  driver: LiveDriver,
  setup: LiveSetup,
  journal: string,
): Promise<RunStatus> {
  const run = runStatus(driver, setup)
  await writeRunStatus(journal, run).catch((cause: unknown) => setup.tell(errorText(cause)))
  return run
}

/** @throws IsobarError of code `refused` when a venue and the journal do not agree; whatever it throws has ended the run */
async function startOrEnd(
  driver: LiveDriver,
  over: AbortSignal,
  { journal, operations }: LiveOptions,
): Promise<void> {
  const started = await driver.start(over).catch(async (cause: unknown) => {
    await driver.end()
    throw cause
  })
  if (started.kind === 'trading') return
  const { differences } = started
  for (const difference of differences) operations.tell(difference, 'disagreement')
  await driver.end()
  throw new IsobarError('refused', `not traded: ${reasonOf(differences)}`, {
    context: { journal, differences: differences.length },
  })
}

/** Begins where an earlier run left off, as far as this one can look at what it left. */
function beginFrom(
  journal: OpenJournal,
  { mode, operations }: LiveOptions,
  opened: OpenVenues,
  { strays }: TradeConfig,
): void {
  const { traded, held } = partsOf(opened)
  requireMode(journal.state, mode)
  requireNamed(journal.state, traded, held)
  tellHeld(journal.state, { traded, held }, strays.held, operations.tell)
  beginRun(journal, mode, opened.instruments, wallClock.now())
}

async function lookedMarks(config: TradeConfig, tell: Tell): ReturnType<typeof openMarks> {
  const marks = await openMarks(config, wallClock)
  await marks.look(tell)
  return marks
}

function reachedVenues(
  { venues }: OpenVenues,
  config: TradeConfig,
): Parameters<typeof modeWords>[1] {
  return venues.map(({ name }) => ({ name, url: config.venues.get(name)?.connection.url ?? '' }))
}

function partsOf({ instruments, tradedCount }: OpenVenues): Parameters<typeof tellHeld>[1] {
  return { traded: instruments.slice(0, tradedCount), held: instruments.slice(tradedCount) }
}

function heldAtoms({ venues }: OpenVenues, state: JournalState): HeldAtoms {
  const lasting = new Set(
    venues.filter(({ capabilities }) => !capabilities.isEphemeral).map(({ name }) => name),
  )
  return (venue, currency) =>
    lasting.has(venue) ? accountedAtoms(state, venue, currency) : undefined
}

/** What came of this run alone: of an earlier one only positions are known here. */
function resultOf(
  { engine, counts }: LiveDriver,
  mode: LiveOptions['mode'],
  measured: MeasuredWorld,
): LiveOutcome['result'] {
  const { commands, answers, searches } = counts
  const facts = {
    mode,
    from: measured.began as Instant,
    counts: { lateRows: 0, commands, answers, lookups: searches },
    assumptions: [],
    withEquity: false,
  }
  return { ...engineResult(engine, facts), measured }
}

/** A year: longer than any machine is left alone. */
const forever = (365 * 86_400 * 1_000_000) as Duration

function setupOf(
  config: TradeConfig,
  placed: readonly PlacedStrategy[],
  options: LiveOptions,
  { meter, ...world }: OpenVenues & Pick<LiveSetup, 'marks'> & { readonly meter: RunMeter },
): Omit<LiveSetup, 'journal'> {
  const { instruments, leastOrders, marks, tradedCount } = world
  const { operations } = options
  const { tell, metrics } = operations
  const { traded } = partsOf(world)
  const told = { instruments: traded, leastOrders: leastOrders.slice(0, tradedCount) }
  const built = builtStrategies(placed, told).map((each) =>
    tradedCount < instruments.length ? withoutHeld(each, tradedCount) : each,
  )
  const { dust, tooSmall } = stopDust(instruments, tell)
  const protection = protectionOf(config, world)
  return {
    ...usualLive,
    ...world,
    accountFees: instruments.map(() => undefined),
    mode: options.mode,
    clock: wallClock,
    strategies: (protection === undefined
      ? built
      : built.map((each) => withProtectiveStops(each, { ...protection, tooSmall }))
    ).map((each) => meter.strategy(each)),
    ...(protection === undefined ? {} : { isProtected: protection.isProtected, dust }),
    reporting: completedRates(reportingOf(config, instruments), instruments, tell, marks),
    capital: config.reporting.capital,
    limits: config.limits,
    seed: config.seed,
    strays: config.strays,
    lossFlattens: config.killSwitch.onLoss === 'flatten',
    answerWithin: (config.answerWithinMs * 1_000) as Duration,
    watchEvery: (config.watchEveryMs * 1_000) as Duration,
    acceptHoldings: options.acceptHoldings,
    toldFees: toldFees(placed, instruments, (venue) => {
      const { capabilities } = world.venues.find(({ name }) => name === venue)!
      // Simulated, it charges what is supposed.
      if (capabilities.isEphemeral) return undefined
      return config.venues.get(venue) ?? config.venues.get('*')
    }),
    tell,
    debug: (line, record) => operations.debug(line, record),
    answered: (venue, seconds) => metrics.answered(venue, seconds),
  }
}

/** Differences were told one by one: what is to be done about them is not, which is for holdings alone. */
function reasonOf(differences: readonly string[]): string {
  const told = differences.map((each) => each.split(': ') as [string, string])
  if (!told.every(([, words]) => isOfHoldings(words))) return differences.join('; ')
  const venues = [...new Set(told.map(([venue]) => venue))].join(' and ')
  return `the journal and ${venues} do not agree; --accept-holdings takes what is held there for the new beginning`
}

/** How what is held is protected, where the limits or the configuration want stops; undefined where neither does. */
function protectionOf(
  config: TradeConfig,
  { instruments, venues }: OpenVenues,
): ProtectionTerms | undefined {
  const { stopBps = config.stopBps } = config.limits
  if (!(stopBps > 0)) return undefined
  const isProtected = instruments.map((instrument) => {
    const venue = venues.find(({ name }) => name === instrument.venue)
    return instrument.class !== 'spot' && venue?.capabilities.stops === true
  })
  return { stopBps, isProtected }
}
