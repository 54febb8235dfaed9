import { InvalidArgumentError, type Command, type Option } from 'commander'
import { levelsFault, type TradingLevels } from '../../protocol/trading-levels.ts'
import { studyFault, type Study, type StudyOption, type StudyRun } from './read-study.ts'

/** A run of a study as the command line would be typed: `pairs`, `backtest`, files, options. */
export interface CheckedRun {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

/** What a study says for all its runs, or nobody may say. */
const notOfRuns: readonly string[] = ['save', 'json', 'quiet']

/**
 * The runs as command lines, each checked against the command it names: the same options, limits and words.
 *
 * @param program the command tree; it is only looked at
 * @throws UsageError naming file and line
 */
export function checkStudy(study: Study, program: Command): CheckedRun[] {
  const checked = study.runs.map((run) => checkRun(study.file, run, program))
  const words = new Set(checked.flatMap(({ options }) => options))
  for (const { name, line, isShared } of study.runs.flatMap(({ options }) => options)) {
    if (!isShared || words.has(name)) continue
    throw studyFault(study.file, line, `${name}: expected an option of one of the runs at least`)
  }
  return checked.map(({ run }) => run)
}

function checkRun(
  file: string,
  run: StudyRun,
  program: Command,
): { readonly run: CheckedRun; readonly options: readonly string[] } {
  const words = run.command.value.trim().split(/\s+/)
  const command = savingCommand(program, words)
  if (command === undefined) {
    const known = savingCommands(program).join(', ')
    throw studyFault(
      file,
      run.command.line,
      `command: expected one of ${known}, got '${run.command.value}'`,
    )
  }
  const needed = command.registeredArguments.filter(({ required }) => required).length
  const isVariadic = command.registeredArguments.some(({ variadic }) => variadic)
  const given = run.arguments.length
  if (given < needed || (!isVariadic && given > command.registeredArguments.length)) {
    const names = command.registeredArguments.map((one) => `<${one.name()}>`).join(' ')
    const line = run.arguments[0]?.line ?? run.command.line
    throw studyFault(file, line, `arguments of ${run.name.value}: expected ${names}, got ${given}`)
  }
  const values = new Map<string, unknown>()
  const known = (name: string): boolean => command.options.some(({ long }) => long === `--${name}`)
  const own = run.options.filter(({ name, isShared }) => !isShared || known(name))
  const typed = own.flatMap((option) => checkOption(file, option, command, values))
  requireLevels(file, run, command, values)
  const args = [...words, ...run.arguments.map(({ value }) => value), ...typed]
  return {
    run: { name: run.name.value, command: words.join(' '), args },
    options: own.map(({ name }) => name),
  }
}

/** The command of these words, where it is one that saves its run. */
export function savingCommand(program: Command, words: readonly string[]): Command | undefined {
  const command = words.reduce<Command | undefined>(
    (at, word) => at?.commands.find((one) => one.name() === word),
    program,
  )
  return command?.options.some(({ long }) => long === '--save') === true ? command : undefined
}

function savingCommands(command: Command, path: readonly string[] = []): string[] {
  const own = command.options.some(({ long }) => long === '--save') ? [path.join(' ')] : []
  return [...own, ...command.commands.flatMap((one) => savingCommands(one, [...path, one.name()]))]
}

/** The option as it would be typed; its value as the command would read it goes into `values`. */
function checkOption(
  file: string,
  { name, value, line }: StudyOption,
  command: Command,
  values: Map<string, unknown>,
): string[] {
  const option = command.options.find(({ long }) => long === `--${name}`)
  if (option === undefined || notOfRuns.includes(name)) {
    const known = command.options.map(({ long }) => long?.slice(2) ?? '')
    const may = known.filter((one) => !notOfRuns.includes(one)).join(', ')
    throw studyFault(file, line, `${name}: expected one of ${may}`)
  }
  if (!option.required && !option.optional) {
    if (typeof value !== 'boolean') {
      throw studyFault(file, line, `${name}: expected true or false, got '${value}'`)
    }
    return value ? [`--${name}`] : []
  }
  const text = String(value)
  values.set(option.attributeName(), parsed(file, { name, value, line }, option))
  return [`--${name}`, text]
}

function parsed(
  file: string,
  { name, value, line }: Omit<StudyOption, 'isShared'>,
  option: Option,
): unknown {
  const text = String(value)
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, undefined as never)
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error
    const expected = error.message.replace(/\.$/, '')
    throw studyFault(file, line, `${name}: ${expected}, got '${text}'`)
  }
}

/** Levels that cannot be are found before anything runs, on the line of the one at fault. */
function requireLevels(
  file: string,
  run: StudyRun,
  command: Command,
  values: ReadonlyMap<string, unknown>,
): void {
  const valueOf = (name: keyof TradingLevels): unknown =>
    values.get(name) ?? command.options.find((one) => one.attributeName() === name)?.defaultValue
  const [entry, exit, stop, slippageBps] = [
    valueOf('entry'),
    valueOf('exit'),
    valueOf('stop'),
    valueOf('slippageBps'),
  ]
  if (![entry, exit, stop, slippageBps].every((level) => typeof level === 'number')) return
  const fault = levelsFault({ entry, exit, stop, slippageBps } as TradingLevels)
  if (fault === undefined) return
  const line =
    run.options.find(({ name }) => name === fault.name)?.line ??
    run.options.find(({ name }) => name === 'entry')?.line ??
    run.command.line
  throw studyFault(file, line, fault.message)
}
