import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { checkStudy, savingCommand } from '../study/check-study.ts'
import { readStudy, type Study } from '../study/read-study.ts'
import { runStudy, type RunOutcome } from '../study/run-study.ts'
import { interruptible } from './interruption.ts'
import {
  alignedTable,
  printJson,
  printLines,
  say,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'

interface RunCliOptions extends CommonOptions {
  readonly out?: string
}

/** The commands of these names, or all. */
type CommandTree = (...words: readonly string[]) => Promise<Command>

/** `isobar run` */
export function addRunCommand(program: Command, treeOf: CommandTree): void {
  const command = program
    .command('run <study>')
    .description('the runs of a study (YAML) in order, leaving out what was done before')
    .option('--out <dir>', "where results go; else the study's own out, else its name")
  withCommonOptions(command, 'isobar run studies/pairs.yaml').action(
    (file: string, options: RunCliOptions) => run(file, options, treeOf),
  )
}

async function run(file: string, options: RunCliOptions, treeOf: CommandTree): Promise<void> {
  const study = await readStudy(file)
  const runs = checkStudy(study, await treeNamed(study, treeOf))
  const folder = dirname(resolve(file))
  const out =
    options.out === undefined
      ? resolve(folder, study.out ?? join('runs', nameOf(file)))
      : resolve(options.out)
  const summary = await interruptible(
    (signal) =>
      runStudy(runs, {
        folder,
        out,
        isQuiet: options.quiet === true,
        signal,
        tell: (line) => say(line, options),
      }),
    () => `what was done is kept in ${out}; the same command goes on from there`,
  )
  if (options.json === true) printJson(summary)
  else printLines(...lines(summary.runs), `results are in ${out}`)
  const failed = summary.runs.find(({ state }) => state === 'failed')
  const without = failed ?? summary.runs.find(({ exitCode }) => exitCode !== 0)
  if (without !== undefined) process.exitCode = without.exitCode
}

/** As much of the tree as a study needs: all is half a second. A fault in the name of a command names all there are. */
async function treeNamed(study: Study, treeOf: CommandTree): Promise<Command> {
  const words = study.runs.map(({ command }) => command.value.trim().split(/\s+/))
  const named = await treeOf(...words.map(([first]) => first!))
  const isKnown = words.every((path) => savingCommand(named, path) !== undefined)
  return isKnown ? named : treeOf()
}

function nameOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '')
}

function lines(runs: readonly RunOutcome[]): string[] {
  return [
    alignedTable(
      ['run', 'command', 'state'],
      runs.map(({ name, command, state, exitCode }) => [
        name,
        command,
        exitCode === 0 ? state : `${state} (${exitCode})`,
      ]),
    ),
    '',
    ...runs.map(({ name, conclusion }) => `${name}: ${conclusion}`),
    '',
  ]
}
