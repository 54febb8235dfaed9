import { IsobarError, UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Strategy, StrategyFactory } from '../../core/strategy/strategy.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { withProtectiveStops } from '../../strategies/protective-stops.ts'
import type { Operations } from '../operations/operations.ts'
import { reportingOf } from '../trade/reporting-of.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import { beginRun } from './begin-run.ts'
import { controlEveryMs, takeControl } from './control-file.ts'
import type { Credentials } from './credentials.ts'
import { journalStatus, type JournalStatus } from './journal-report.ts'
import { completedRates } from './live-rates.ts'
import { LiveDriver } from './live-driver.ts'
import { usualLive, type LiveSetup } from './live-setup.ts'
import { loggedJournal } from './logged-journal.ts'
import { openJournal } from './open-journal.ts'
import { openMarks } from './quote-marks.ts'
import { openVenues, type OpenVenues } from './open-venues.ts'
import { rest } from './rest.ts'
import { runStatus, writeRunStatus, type RunStatus } from './run-status.ts'
import { wallClock } from './wall-clock.ts'

/** What a run is asked for beside its configuration. */
export interface LiveOptions {
  readonly mode: 'paper' | 'live'
  readonly journal: string
  /** Undefined: until it is asked to end. */
  readonly duration: Duration | undefined
  readonly acceptHoldings: boolean
  readonly keys: Readonly<Record<string, Credentials>>
  readonly operations: Operations
  /** Hands over what throws the switch from outside; undefined: nothing does. */
  readonly onSwitch?: (thrown: () => void) => void
}

/** What a run came to. */
export interface LiveOutcome {
  readonly status: JournalStatus
  readonly run: RunStatus
  /** Orders that could not be cancelled in time: the venue's switch, or a person, has to. */
  readonly leftOpen: number
}

/**
 * Runs a strategy on paper or live until its time is over or somebody asks it to end.
 *
 * @param signal aborts when the run is to end, which it then does in order
 * @throws IsobarError of code `refused` when a venue and the journal do not agree; of code `world` when it cannot go on
 */
export async function runLive(
  config: TradeConfig,
  factory: StrategyFactory,
  options: LiveOptions,
  signal: AbortSignal,
): Promise<LiveOutcome> {
  const { operations } = options
  const { tell } = operations
  const opened = await openVenues(config, { ...options, tell })
  const marks = await openMarks(config, wallClock)
  await marks.look(tell)
  const journal = loggedJournal(await openJournal(options.journal), operations)
  try {
    beginRun(journal, options.mode, opened.instruments, wallClock.now())
  } catch (cause) {
    await journal.close()
    throw cause
  }
  const setup = setupOf(config, factory, options, { ...opened, journal, marks })
  const driver = new LiveDriver(setup)
  operations.metrics.follow(driver, setup)
  const flattens = config.killSwitch.onSignal === 'flatten'
  options.onSwitch?.(() => driver.kill('a signal', flattens))
  const over = AbortSignal.any([signal, driver.failed])
  const started = await driver.start().catch(async (cause: unknown) => {
    await driver.end()
    throw cause
  })
  if (started.kind === 'refused') {
    for (const difference of started.differences) tell(difference, 'disagreement')
    await driver.end()
    throw new IsobarError('refused', `not traded: ${started.differences.join('; ')}`, {
      context: { journal: options.journal, differences: started.differences.length },
    })
  }
  tell('trading')
  void marks.run(tell, over)
  const looking = keepLooking(driver, setup, options, over)
  await rest(wallClock, options.duration ?? forever, over)
  const failure = driver.failed.aborted ? (driver.failed.reason as Error) : undefined
  const leftOpen = await driver.end()
  await looking
  await marks.close()
  if (failure !== undefined)
    throw new IsobarError('world', `the run could not go on: ${failure.message}`, {
      cause: failure,
    })
  return { status: journalStatus(journal.state, false), run: runStatus(driver, setup), leftOpen }
}

/** A year: longer than any machine is left alone. */
const forever = (365 * 86_400 * 1_000_000) as Duration
const statusEveryUs = 2_000_000

function setupOf(
  config: TradeConfig,
  factory: StrategyFactory,
  options: LiveOptions,
  world: OpenVenues & Pick<LiveSetup, 'journal' | 'marks'>,
): LiveSetup {
  const { instruments, marks } = world
  const { tell, metrics } = options.operations
  return {
    ...usualLive,
    ...world,
    mode: options.mode,
    clock: wallClock,
    strategies: [strategyOf(config, factory, instruments, world)],
    reporting: completedRates(reportingOf(config, instruments), instruments, tell, marks),
    capital: config.reporting.capital,
    limits: config.limits,
    seed: config.seed,
    strays: config.strays,
    lossFlattens: config.killSwitch.onLoss === 'flatten',
    answerWithin: (config.answerWithinMs * 1_000) as Duration,
    watchEvery: (config.watchEveryMs * 1_000) as Duration,
    acceptHoldings: options.acceptHoldings,
    tell,
    answered: (venue, seconds) => metrics.answered(venue, seconds),
  }
}

function strategyOf(
  config: TradeConfig,
  factory: StrategyFactory,
  instruments: readonly Instrument[],
  { venues }: OpenVenues,
): Strategy {
  const strategy: unknown = factory({ settings: config.strategy, instruments })
  const isOne =
    typeof strategy === 'object' && strategy !== null && 'decide' in strategy && 'begin' in strategy
  if (!isOne) throw new UsageError('strategy: the function gave no { name, begin, decide }')
  const { stopBps = config.stopBps } = config.limits
  if (!(stopBps > 0)) return strategy as Strategy
  const isProtected = instruments.map((instrument) => {
    const venue = venues.find(({ name }) => name === instrument.venue)
    return instrument.class !== 'spot' && venue?.capabilities.stops === true
  })
  return withProtectiveStops(strategy as Strategy, { stopBps, isProtected })
}

/** Takes what other processes ask for, and tells them how the run stands. */
async function keepLooking(
  driver: LiveDriver,
  setup: LiveSetup,
  { journal, operations: { tell } }: LiveOptions,
  over: AbortSignal,
): Promise<void> {
  let toldAt = -Infinity
  while (!over.aborted) {
    const asked = await takeControl(journal).catch((cause: unknown) => {
      tell(`looking for requests: ${String(cause)}`)
      return undefined
    })
    if (asked?.kind === 'kill') driver.kill(asked.reason, asked.flatten)
    if (asked?.kind === 'resume') driver.resume()
    const now: Instant = wallClock.now()
    if (now - toldAt > statusEveryUs) {
      toldAt = now
      await writeRunStatus(journal, runStatus(driver, setup)).catch((cause: unknown) =>
        tell(String(cause)),
      )
    }
    await rest(wallClock, (controlEveryMs * 1_000) as Duration, over)
  }
}
