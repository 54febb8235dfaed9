import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lockFolder } from '../../stores/lock-folder.ts'
import { makeFolder } from '../../stores/make-folder.ts'
import { worldFileError } from '../../stores/data-error.ts'
import { replaceFile } from '../../stores/replace-file.ts'
import { readRun } from '../../stores/run-folder.ts'
import { readSeals } from '../../stores/seals.ts'
import { isobarHome } from '../isobar-home.ts'
import { buildStamp, packageVersion } from '../package-facts.ts'
import type { CheckedRun } from './check-study.ts'
import { inputHasher } from './input-hash.ts'

/** What became of one run of a study. */
export interface RunOutcome {
  readonly name: string
  readonly command: string
  /** `kept`: it was done before, with the same inputs and options. */
  readonly state: 'done' | 'kept' | 'failed'
  /** 5 of one that is done and has no answer: its data are too few, or an estimator did not converge. */
  readonly exitCode: number
  /** What it came to in words, or why it failed. */
  readonly conclusion: string
  /** Folder of its `run.json`. */
  readonly folder: string
  /** Of everything that decides it. */
  readonly fingerprint: string
}

/** What a study came to; `study.json` in its folder, also while it runs. */
export interface StudySummary {
  readonly kind: 'study'
  readonly version: 1
  readonly runs: readonly RunOutcome[]
}

/** Where a study runs and who hears of it. */
export interface StudyDriver {
  /** Where the commands run: paths of the study are seen from there. */
  readonly folder: string
  /** Where results go. */
  readonly out: string
  readonly isQuiet: boolean
  readonly signal: AbortSignal
  readonly tell: (line: string) => void
}

const summaryFile = 'study.json'
const lockFile = 'study.lock'
const exitNoAnswer = 5

/**
 * Runs a study's runs in order, each as a command of its own, and leaves out those that were done with the same inputs
 * and options. One that fails does not stop the others.
 *
 * @throws the signal's reason when it aborts; what was done until then is kept. UsageError while another study writes
 *   there
 */
export async function runStudy(
  runs: readonly CheckedRun[],
  driver: StudyDriver,
): Promise<StudySummary> {
  const { out } = driver
  await makeFolder(out).catch((cause: unknown) => {
    throw worldFileError(out, cause, 'write')
  })
  const release = await lockFolder(out, lockFile)
  try {
    return await runInOrder(runs, driver)
  } finally {
    await release()
  }
}

async function runInOrder(runs: readonly CheckedRun[], driver: StudyDriver): Promise<StudySummary> {
  const { out, tell, signal } = driver
  const before = await outcomesBefore(out)
  const hashInputs = inputHasher(driver.folder, out)
  const outcomes: RunOutcome[] = []
  for (const [place, run] of runs.entries()) {
    signal.throwIfAborted()
    const inputs = [await hashInputs(run.args), await sealedFor(run.args)]
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([packageVersion(), buildStamp(), run.args, inputs]))
      .digest('hex')
    const earlier = before.get(run.name)
    const isSame = earlier?.fingerprint === fingerprint
    const label = `${place + 1} of ${runs.length}, ${run.name}`
    if (isSame && (await isDone(earlier, join(out, run.name)))) {
      tell(`${label}: done before with the same inputs and options`)
      outcomes.push({ ...earlier, state: 'kept' })
    } else {
      tell(`${label}: isobar ${run.args.join(' ')}`)
      outcomes.push({ ...(await driven(run, driver)), fingerprint })
    }
    await replaceFile(
      join(out, summaryFile),
      `${JSON.stringify(summaryOf(outcomes), undefined, 2)}\n`,
    )
  }
  return summaryOf(outcomes)
}

/**
 * What seals leave of the data of a run. One that opens them looks from where they begin on, whether or not it has
 * opened them before.
 */
async function sealedFor(args: readonly string[]): Promise<unknown> {
  const opens = args.includes('--open-seal')
  const seals = await readSeals(isobarHome())
  return [...seals.values()]
    .toSorted((a, b) => (a.instrument < b.instrument ? -1 : 1))
    .map(({ instrument, from, openedAt }) => [instrument, from, !opens && openedAt !== undefined])
}

function summaryOf(runs: readonly RunOutcome[]): StudySummary {
  return { kind: 'study', version: 1, runs }
}

/** What `study.json` knows; nothing where there is none, or one of another kind. */
async function outcomesBefore(out: string): Promise<ReadonlyMap<string, RunOutcome>> {
  const text = await readFile(join(out, summaryFile), 'utf8').catch(() => undefined)
  if (text === undefined) return new Map()
  try {
    const { kind, version, runs } = JSON.parse(text) as StudySummary
    return kind === 'study' && version === 1
      ? new Map(runs.map((run) => [run.name, run]))
      : new Map()
  } catch (error) {
    if (error instanceof SyntaxError) return new Map()
    throw error
  }
}

/** Did it end with its result, which is still there, or with there being none? */
async function isDone({ exitCode }: RunOutcome, folder: string): Promise<boolean> {
  if (exitCode !== 0) return exitCode === exitNoAnswer
  return readRun(folder).then(
    () => true,
    () => false,
  )
}

async function driven(
  run: CheckedRun,
  driver: StudyDriver,
): Promise<Omit<RunOutcome, 'fingerprint'>> {
  const folder = join(driver.out, run.name)
  const { exitCode, stdout } = await ran([...run.args, '--save', folder, '--json'], driver)
  const { name, command } = run
  if (exitCode === 0) {
    const { result } = await readRun(folder)
    return { name, command, state: 'done', exitCode, conclusion: conclusionOf(result), folder }
  }
  const state = exitCode === exitNoAnswer ? 'done' : 'failed'
  return { name, command, state, exitCode, conclusion: faultOf(stdout), folder }
}

/** Runs the command line in a process of its own; Ctrl-C reaches it, and it ends as it would alone. */
async function ran(
  args: readonly string[],
  { folder, isQuiet, signal }: StudyDriver,
): Promise<{ readonly exitCode: number; readonly stdout: string }> {
  const script = process.argv[1] ?? ''
  const child = spawn(process.execPath, [script, ...args, ...(isQuiet ? ['--quiet'] : [])], {
    cwd: folder,
    stdio: ['ignore', 'pipe', isQuiet ? 'ignore' : 'inherit'],
  })
  const pass = (): void => void child.kill('SIGINT')
  signal.addEventListener('abort', pass, { once: true })
  let stdout = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    // A result is saved already; what went wrong may stand at the end of all that did not.
    if (stdout.length < documentMost) stdout += text
  })
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => resolve(code ?? 1))
    })
    signal.throwIfAborted()
    return { exitCode, stdout }
  } finally {
    signal.removeEventListener('abort', pass)
  }
}

/** Characters; the documents of large screens are some megabytes. */
const documentMost = 2 ** 26

/** What a saved result says of itself in one sentence. */
function conclusionOf(result: Readonly<Record<string, unknown>>): string {
  const { conclusion, rejectedPairs, unorderedPairs, summary } = result
  if (typeof conclusion === 'string') return conclusion
  if (typeof rejectedPairs === 'number') {
    return `${rejectedPairs} of ${String(unorderedPairs)} pairs are cointegrated.`
  }
  return typeof summary === 'string' ? (summary.trimEnd().split('\n').at(-1) ?? '') : ''
}

function faultOf(stdout: string): string {
  try {
    const { error } = JSON.parse(stdout) as { readonly error?: { readonly message?: string } }
    return error?.message ?? ''
  } catch (error) {
    if (error instanceof SyntaxError) return 'ended without an answer'
    throw error
  }
}
