import { Option, type Command } from 'commander'
import type { Checked, CheckGroup } from '../doctor/check.ts'
import { isobarHome } from '../isobar-home.ts'
import { wiredVenues } from '../market/live-venue.ts'
import { packageVersion } from '../package-facts.ts'
import { examineApart } from '../workers/run-doctor.ts'
import { portNumber } from './arguments.ts'
import { counted } from './format.ts'
import { listOf, urlsOf, withLiveVenueOptions, type LiveVenueOptions } from './live-venues.ts'
import { printJson, printLines, withCommonOptions } from './output.ts'
import { usualPort } from '../server/usual-port.ts'

interface DoctorOptions extends LiveVenueOptions {
  readonly journal?: string
  readonly keys?: string
  readonly port: number
  readonly metrics: number
}

/** Runs have no usual port for their figures; this one is what Prometheus's exporters of OpenTelemetry take. */
const metricsPort = 9464

/** `isobar doctor` */
export function addDoctorCommand(program: Command): void {
  const command = program
    .command('doctor')
    .description('what works on this machine, and what to do about the rest')
    .option('--journal <dir>', 'whose disk orders would wait for; without, that of ISOBAR_HOME')
    .option('--keys <file>', 'a file of keys that `trade` would be given')
    .addOption(
      new Option('--port <port>', 'that the desk would be given')
        .argParser(portNumber)
        .default(usualPort),
    )
    .addOption(
      new Option('--metrics <port>', 'that `trade --metrics` would be given')
        .argParser(portNumber)
        .default(metricsPort),
    )
  withLiveVenueOptions(command)
  withCommonOptions(command, 'isobar doctor --journal journal').action(showHealth)
}

async function showHealth(options: DoctorOptions): Promise<void> {
  const { journal, keys, port, metrics, json } = options
  const urls = urlsOf(options.url ?? [])
  const names = options.venues === undefined ? wiredVenues : listOf(options.venues)
  const checks = await examineApart({
    home: isobarHome(),
    folder: process.cwd(),
    journal,
    keys: keys === undefined ? [] : [keys],
    venues: names.map((venue) => ({ venue, url: urls.get(venue) ?? urls.get('*') })),
    ports: [
      { name: 'desk', port, option: 'isobar start --port' },
      { name: 'metrics', port: metrics, option: 'isobar trade --metrics' },
    ],
  })
  const broken = checks.filter(({ status }) => status === 'broken').length
  const remarks = checks.filter(({ status }) => status === 'remark').length
  if (json === true)
    printJson({ version: packageVersion(), works: broken === 0, broken, remarks, checks })
  else printLines(...healthLines(checks), '', conclusionOf(broken, remarks))
  if (broken > 0) process.exitCode = 1
}

const titles: Readonly<Record<CheckGroup, string>> = {
  program: 'Program',
  disk: 'Disk',
  machine: 'Machine',
  venues: 'Venues',
  keys: 'Keys',
  ports: 'Ports',
  locks: 'Locks',
}

/** One line a check, under the title of its group. */
export function healthLines(checks: readonly Checked[]): string[] {
  const width = Math.min(24, Math.max(0, ...checks.map(({ name }) => name.length)))
  return checks.flatMap((check, at) => {
    const { group, name, status, says, advice } = check
    const isFirst = checks[at - 1]?.group !== group
    const todo = advice === undefined ? '' : ` -> ${advice}`
    const line = `  ${status.padEnd(6)}  ${name.padEnd(width)}  ${oneLine(says)}${todo}`
    return isFirst ? [...(at === 0 ? [] : ['']), titles[group], line] : [line]
  })
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ')
}

function conclusionOf(broken: number, remarks: number): string {
  const remarked = remarks === 0 ? '' : `, ${counted(remarks, 'remark')}`
  return broken === 0
    ? `What commands need works here${remarked}.`
    : `${counted(broken, 'thing')} that commands need ${broken === 1 ? 'is' : 'are'} broken${remarked}.`
}
