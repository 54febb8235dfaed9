import { readFileSync } from 'node:fs'
import { Option, type Command } from 'commander'
import { parse } from 'yaml'
import { UsageError } from '../../core/errors.ts'
import type { FaultSettings } from '../../exchanges/faults/fault-switches.ts'
import { serve } from '../exchange/serve.ts'
import { numberWithin, portNumber, wholeNumber } from './arguments.ts'
import { ended } from './ended.ts'
import { printJson, printLines, say, withCommonOptions, type CommonOptions } from './output.ts'

/** Whoever asks for the end has it within two seconds. */
const farewellMsMost = 500

/** A day of it takes minutes to make up. */
const historySecondsMost = 86_400

interface ServeCommandOptions extends CommonOptions {
  readonly venues?: readonly string[]
  readonly synthetic: number
  readonly recording?: string
  readonly history: number
  readonly port: number
  readonly faults: FaultSettings
}

/** `isobar exchange`: exchanges of one's own, over the real ones' protocols. */
export function addExchangeCommands(program: Command): void {
  const exchange = program
    .command('exchange')
    .description("exchanges on this machine that speak the real ones' protocols")
  exchange.addHelpText(
    'after',
    '\nExample:\n  $ isobar exchange serve --venues binance --port 4290',
  )
  const command = exchange
    .command('serve')
    .description(
      'serve venues over HTTP and WebSocket under http://127.0.0.1:PORT/<venue>, fed by a made-up market or a recording',
    )
    .addOption(
      new Option('--venues <names>', 'venues, joined by commas; all without').argParser(commaList),
    )
    .option(
      '--recording <dir>',
      'a recording as the market of the venues it has; it begins again when it is over',
    )
    .addOption(
      new Option('--synthetic <seed>', 'seed of the market that is made up for the others')
        .argParser(wholeNumber(0))
        .default(1),
    )
    .addOption(
      new Option('--history <seconds>', 'so much of the market has passed when it accepts')
        .argParser(numberWithin(1, historySecondsMost))
        .default(60),
    )
    .addOption(
      new Option('--port <port>', 'port on 127.0.0.1; 0 picks a free one')
        .argParser(portNumber)
        .default(4290),
    )
    .addOption(
      new Option(
        '--faults <file|name=value,...>',
        'what goes wrong: a YAML or JSON file, or drop=0.01,binance.ackLate=0.1; see docs/serving-exchanges.md',
      )
        .argParser(faultSettings)
        .default({}, 'none'),
    )
  withCommonOptions(
    command,
    'isobar exchange serve --venues binance --synthetic 7 --port 0',
  ).action(serveCommand)
}

async function serveCommand(options: ServeCommandOptions): Promise<void> {
  const { venues, synthetic, recording, history, port, faults } = options
  const running = await serve({
    ...(venues === undefined ? {} : { venues }),
    ...(recording === undefined ? {} : { recording }),
    seed: synthetic,
    historySeconds: history,
    port,
    faults,
    failed: (error) => say(`a request failed: ${String(error)}`, options),
  })
  if (options.json === true) printJson({ address: running.address })
  else printLines(running.address)
  say('Ctrl-C ends it.', options)
  await ended()
  // A reader of a recording may be in the midst of a file, and need not end it.
  setTimeout(() => process.exit(0), farewellMsMost).unref()
  await running.close()
  process.exit(0)
}

function commaList(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}

/** `name=value,...`, or a file of names and values. */
function faultSettings(text: string): FaultSettings {
  if (!text.includes('=')) return faultFile(text)
  return Object.fromEntries(
    commaList(text).map((part) => {
      const at = part.indexOf('=')
      return [part.slice(0, at), Number(part.slice(at + 1))]
    }),
  )
}

function faultFile(path: string): FaultSettings {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new UsageError(
      `--faults ${path}: cannot be read (${String((cause as NodeJS.ErrnoException).code)})`,
      { path },
    )
  }
  const settings: unknown = parse(text)
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new UsageError(`--faults ${path}: expected names and values`, { path })
  }
  return settings as FaultSettings
}
