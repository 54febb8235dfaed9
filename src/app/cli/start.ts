import { statSync } from 'node:fs'
import { Option, type Command } from 'commander'
import { IsobarError, UsageError } from '../../core/errors.ts'
import { packageVersion, webFolder } from '../package-facts.ts'
import { folderDeskData, syntheticDeskData } from '../server/desk-data.ts'
import { startServer } from '../server/server.ts'
import { portNumber, wholeNumber } from './arguments.ts'
import { ended } from './ended.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'

const DEFAULT_PORT = 4280

interface StartOptions extends CommonOptions {
  readonly port: number
  readonly data?: string
  readonly funding?: string
  readonly seed: number
}

/** `isobar start` */
export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .description(
      'the desk in the browser; synthetic data, marked as such, unless --data names bars',
    )
    .addOption(
      new Option('--port <port>', 'port on 127.0.0.1; 0 picks a free one')
        .argParser(portNumber)
        .default(DEFAULT_PORT),
    )
    .option('--data <dir>', 'a folder of bars: <venue>/<BASE-QUOTE>-<timeframe>.csv[.gz]')
    .option('--funding <dir>', 'settled funding of perpetuals: <venue>/<SYMBOL>.csv[.gz]')
    .addOption(
      new Option('--seed <n>', 'seed of the synthetic universe')
        .argParser(wholeNumber(0))
        .default(1),
    )
  withCommonOptions(command, 'isobar start --data bars --port 4280').action(start)
}

async function start(options: StartOptions): Promise<void> {
  if (options.funding !== undefined) requireFunding(options.funding, options)
  const data =
    options.data === undefined
      ? syntheticDeskData(options.seed)
      : await folderDeskData(options.data, options.funding)
  const server = await startServer({
    data,
    port: options.port,
    webFolder,
    version: packageVersion(),
  })
  if (options.json === true) printJson({ address: server.address, source: data.source })
  else {
    const source =
      data.source.kind === 'synthetic'
        ? `SYNTHETIC data, seed ${data.source.seed} (--data DIR shows your own bars)`
        : `bars from ${options.data}`
    printLines(`Isobar is at ${server.address}`, source, 'Ctrl-C ends it.')
  }
  await ended()
  await server.close()
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
