import { setTimeout as pause } from 'node:timers/promises'
import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Option, type Command } from 'commander'
import { IsobarError, UsageError } from '../../core/errors.ts'
import type { DataSource } from '../../protocol/desk.ts'
import { instrumentNames } from '../flow/flow-request.ts'
import { FlowDesk } from '../flow/flow-desk.ts'
import { isobarHome } from '../isobar-home.ts'
import { thrownWords } from '../live/start-words.ts'
import { wallClock } from '../live/wall-clock.ts'
import {
  deskStrategies,
  ownStrategy,
  usualConfigFile,
  usualStrategy,
} from '../market/desk-strategies.ts'
import { MarketDesk, type MarketOptions } from '../market/market-desk.ts'
import type { MarketWish } from '../market/open-market.ts'
import { requireVenues } from '../market/live-venue.ts'
import { wantedInstrument, type WantedInstrument } from '../market/wanted-instrument.ts'
import { openRecording } from '../../stores/recording/open-recording.ts'
import { packageVersion, webFolder } from '../package-facts.ts'
import { folderDeskData, syntheticDeskData } from '../server/desk-data.ts'
import { describeMarket } from '../server/html.ts'
import { readTradeConfig, type TradeConfig } from '../trade/trade-config.ts'
import { requireFreePort, startServer, type RunningServer } from '../server/server.ts'
import { usualPort } from '../server/usual-port.ts'
import { GroupedLines, namedOnce } from '../operations/grouped-lines.ts'
import type { NoticeKind } from '../operations/notice.ts'
import { redactorOf } from '../operations/redactor.ts'
import { openRunLog } from '../operations/run-log.ts'
import { signalSwitch } from './signal-switch.ts'
import { loadStrategies, wantedStrategies } from './run-strategies.ts'
import { portNumber, wholeNumber } from './arguments.ts'
import { goOnUnread } from './lost-readers.ts'
import { endBy, ended } from './ended.ts'
import { printJson, printLines, say, withCommonOptions, type CommonOptions } from './output.ts'

/**
 * Whoever asks for the end has it within three seconds, on a machine too where the signal is half a second late and the threads take
 * as long to end. It takes a tenth of a second as a rule.
 */
const FAREWELL_MS = 1_500

interface StartOptions extends CommonOptions {
  readonly port: number
  readonly data?: string
  readonly funding?: string
  readonly seed: number
  readonly live?: true
  readonly embedded?: true
  readonly recording?: string
  readonly venues?: readonly string[]
  readonly instruments?: readonly WantedInstrument[]
  readonly journal?: string
  readonly log?: string
  readonly strategy?: string
  readonly config?: string
  readonly ticks?: string
  readonly models?: string
  /** False with `--no-market`. */
  readonly market: boolean
}

/** `isobar start` */
export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .description(
      'the desk in the browser: research over bars (synthetic and marked as such unless --data names some), and beside it the market, real where exchanges can be reached and else simulated and marked as such',
    )
    .addOption(
      new Option('--port <port>', 'port on 127.0.0.1; 0 picks a free one')
        .argParser(portNumber)
        .default(usualPort),
    )
    .option('--data <dir>', 'a folder of bars: <venue>/<BASE-QUOTE>-<timeframe>.csv[.gz]')
    .option('--funding <dir>', 'settled funding of perpetuals: <venue>/<SYMBOL>.csv[.gz]')
    .addOption(
      new Option('--seed <n>', 'seed of whatever is made up').argParser(wholeNumber(0)).default(1),
    )
  withMarketOptions(command)
  withCommonOptions(command, 'isobar start --data bars --port 4280').action(start)
}

function withMarketOptions(command: Command): void {
  command
    .option('--live', 'public feeds of real exchanges or none; orders are on paper')
    .addOption(
      new Option(
        '--embedded',
        'exchanges served on this machine, whose market is made up; nothing leaves it',
      ).conflicts(['live', 'recording']),
    )
    .addOption(
      new Option('--recording <dir>', 'a recording, played as if it were now').conflicts('live'),
    )
    .addOption(
      new Option('--venues <names>', 'venues of the market, joined by commas').argParser(commaList),
    )
    .addOption(
      new Option(
        '--instruments <names>',
        'coins (BTC: in whatever dollars a venue has) or pairs (BTC-USDT), joined by commas; BTC,ETH,SOL without',
      ).argParser(instrumentList),
    )
    .option(
      '--strategy <file>',
      'what trades on paper: TypeScript or JavaScript, or the name of one that is here: market-maker, imbalance-taker, two-venue-hedger, drill; arbitrage, cross-market-maker, route, whose settings are in --config; none: nothing. Without, the market maker',
    )
    .option('--config <file>', 'YAML or JSON: venues, limits, strategy, instruments')
    .option('--journal <dir>', 'where the account on paper is written down')
    .option('--log <file>', 'JSON lines of what the market and its account tell, appended')
    .option('--no-market', 'research alone')
    .option(
      '--ticks <recording>',
      'what models of flow are trained on; without, the recording that is played, or a market made up for it',
    )
    .option('--models <dir>', 'where models of flow are; flow-models under ISOBAR_HOME without')
}

async function start(options: StartOptions): Promise<void> {
  if (options.funding !== undefined) requireFunding(options.funding, options)
  if (options.recording === undefined) requireVenues(options.venues ?? [], '--venues')
  await requireFreePort(options.port)
  // Listened for from here on: somebody may have changed his mind before anything is there.
  const asked = ended()
  goOnUnread()
  const throwing = signalSwitch()
  const log =
    options.log === undefined ? undefined : await openRunLog(options.log, 'info', redactorOf([]))
  const lines = new GroupedLines((line) => say(line, options))
  const trading = options.market ? await tradingOf(options) : undefined
  const market =
    trading === undefined
      ? undefined
      : new MarketDesk({
          ...trading,
          wish: wishOf(options, trading.config),
          ...(options.journal === undefined ? {} : { journal: options.journal }),
          clock: wallClock,
          tell: (line: string, kind: NoticeKind = 'note') => {
            lines.take(namedOnce(line), kind)
            log?.notice(namedOnce(line), kind)
          },
        })
  throwing.listen(() => void market?.kill('a signal', false))
  // What is served beside the desk makes itself ready while the universe is made up.
  const opened = market?.open()
  const server = await startDesk(options, market).catch(async (cause: unknown) => {
    // What is still opening must not keep a desk that cannot be seen.
    setTimeout(() => process.exit(), 2 * FAREWELL_MS).unref()
    await Promise.race([market?.close(), pause(FAREWELL_MS)])
    throw cause
  })
  if (options.json === true) printJson({ address: server.address, source: server.source })
  else {
    const source =
      server.source.kind === 'synthetic'
        ? `SYNTHETIC data, seed ${server.source.seed} (--data DIR shows your own bars)`
        : `bars from ${options.data}`
    printLines(`Isobar is at ${server.address}`, source, 'Ctrl-C ends it.')
  }
  if (market !== undefined) void opened?.then(() => tellOf(market, options))
  const signal = await asked
  // Whoever reads a recording may be in the midst of a file, and need not end it.
  setTimeout(() => {
    lines.close()
    say('ended before all was put away; the next start goes on from the journal', options)
    endBy(signal)
  }, FAREWELL_MS).unref()
  await Promise.all([server.close(), market?.close()])
  lines.close()
  await log?.close()
}

function tellOf(market: MarketDesk, options: CommonOptions): void {
  const { mode, account } = market.state()
  // It was ended before it was open.
  if (mode.kind === 'opening') return
  say(`Market: ${describeMarket(mode)}`, options)
  const trading = account?.trading
  const chosen = trading?.choices.find(({ name }) => name === trading.chosen)
  if (chosen === undefined) return
  const example = chosen.kind === 'example' ? ', an example' : ''
  say(`On paper: ${chosen.title}${example}.`, options)
  const killed = account?.killed ?? null
  if (killed !== null) say(thrownWords(killed, 'it is taken back on the page Kill switch'), options)
}

/** Forecasts of the market that is shown. */
async function flowOf(
  { ticks, recording, models }: StartOptions,
  market: MarketDesk,
): Promise<FlowDesk> {
  const folder = models ?? join(isobarHome(), 'flow-models')
  const path = ticks ?? recording
  const options = { market, folder, clock: wallClock }
  if (path === undefined) return new FlowDesk(options)
  const instruments = instrumentNames((await openRecording(path)).instruments.list())
  return new FlowDesk({ ...options, ticks: { path, instruments } })
}

async function startDesk(
  options: StartOptions,
  market: MarketDesk | undefined,
): Promise<RunningServer & { readonly source: DataSource }> {
  const data =
    options.data === undefined
      ? syntheticDeskData(options.seed)
      : await folderDeskData(options.data, options.funding)
  const server = await startServer({
    data,
    ...(market === undefined ? {} : { market, flow: await flowOf(options, market) }),
    port: options.port,
    webFolder,
    version: packageVersion(),
  })
  return { ...server, source: data.source }
}

/** What a desk trades on paper: what its command names, else an example. */
async function tradingOf({
  strategy,
  config: file,
}: StartOptions): Promise<Pick<MarketOptions, 'config' | 'own' | 'chosen'>> {
  const config = await readTradeConfig(file ?? usualConfigFile, { mode: 'paper' })
  const addressed = [...config.venues].find(([, { connection }]) => connection.url !== '')
  if (addressed !== undefined)
    throw new UsageError(
      `venues.${addressed[0]}.url: the desk trades on paper in its own market; isobar trade sends orders to served exchanges`,
    )
  const isNamed = deskStrategies.some(({ name }) => name === strategy)
  if (isNamed) return { config, own: undefined, chosen: strategy! }
  if (strategy === undefined && config.strategies.length === 0)
    return { config, own: undefined, chosen: usualStrategy }
  const wanted = wantedStrategies(strategy, config)
  const title = wanted.map(({ file: path, name }) => name ?? basename(path)).join(', ')
  const own = ownStrategy(title, await loadStrategies(wanted))
  return { config, own, chosen: own.name }
}

function wishOf(options: StartOptions, config: TradeConfig): MarketWish {
  const { live, embedded, recording, seed } = options
  const { venues, instruments } = wantedOf(options, config)
  return {
    from:
      recording !== undefined
        ? 'recording'
        : embedded === true
          ? 'served'
          : live === true
            ? 'real'
            : 'any',
    ...(recording === undefined ? {} : { recording }),
    ...(venues === undefined ? {} : { venues }),
    instruments,
    seed,
  }
}

/** Venues and instruments as the command names them, else as the configuration does. */
function wantedOf(
  { venues, instruments }: StartOptions,
  config: TradeConfig,
): {
  readonly venues: readonly string[] | undefined
  readonly instruments: readonly WantedInstrument[]
} {
  const names = config.instruments.map((text) => text.split(':'))
  const listed = [...new Set(names.map(([, ...rest]) => rest.join(':')))]
  const listedAt = [...new Set(names.map(([venue]) => venue!))]
  return {
    venues: venues ?? (listedAt.length === 0 ? undefined : listedAt),
    instruments: instruments ?? listed.map((name) => wantedInstrument(name, 'instruments')),
  }
}

function commaList(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}

function instrumentList(text: string): readonly WantedInstrument[] {
  return commaList(text).map((name) => wantedInstrument(name, '--instruments'))
}

/** Told at the start, not when the first pair is opened. */
function requireFunding(folder: string, { data }: StartOptions): void {
  if (data === undefined) {
    throw new UsageError('--funding needs --data: synthetic series have no funding', { folder })
  }
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return
  throw new IsobarError('world', `--funding ${folder}: there is no such folder`, {
    context: { folder },
  })
}
