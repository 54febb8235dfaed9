import { join } from 'node:path'
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import type { RunningCommand } from './isobar-child.ts'
import type { Ran } from './run-isobar.ts'
import { projectFolder } from './source-files.ts'
import { until } from './until.ts'

const patienceMs = 300_000 // of the longest command under the load of others

/**
 * Runs a command as `runIsobar` does, but in a thread that stays: what a process takes to start, half a second of
 * processor time, is paid once for all tests of a worker. For what a command says and writes; what is of a process
 * (signals, its own end, several at once) needs `runIsobar` or `isobarChild`, and so does at least one test of every command.
 *
 * @param home folder for the trials ledger, so that no test writes into a person's home
 */
export function runCommand(args: readonly string[], home: string): Ran {
  const wake = new Int32Array(new SharedArrayBuffer(4))
  const port = send(args, home, { wake })
  Atomics.wait(wake, 0, 0, patienceMs)
  return ranOf(args, receiveMessageOnPort(port)?.message as Answer | undefined)
}

/**
 * Begins a command as `runCommand` does while this process goes on, which may serve it exchanges: one at a time, and it ends
 * with the test that began it.
 *
 * @param more of its environment
 */
export function commandBeside(
  args: readonly string[],
  home: string,
  more: Readonly<Record<string, string>> = {},
): RunningCommand {
  const port = send(args, home, { more })
  let [said, isOver] = [{ stdout: '', stderr: '' }, false]
  isBusy = true
  const ended = new Promise<number>((resolve, reject) => {
    const hear = (message: Part | Answer): void => {
      if ('stream' in message) return void (said[message.stream] += message.text)
      port.off('message', hear)
      port.off('close', gone)
      isBusy = false
      isOver = true
      said = message
      if (message.failure === undefined) resolve(message.exitCode)
      else reject(message.failure)
    }
    // Asked to end a second time a command ends what it runs in.
    const gone = (): void => {
      thread = undefined
      isBusy = false
      isOver = true
      reject(new Error(`isobar ${args.join(' ')}: its thread ended: ${said.stderr}`))
    }
    port.on('message', hear)
    port.once('close', gone)
  })
  const interrupt = (): void => port.postMessage({})
  onTestFinished(async () => {
    if (!isOver) interrupt()
    await ended
  })
  return {
    ended,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    said: (isEnough) =>
      until(() => {
        if (isEnough(said.stdout)) return true
        if (isOver) throw new Error(`ended: ${said.stderr}`)
        return false
      }),
    interrupt,
  }
}

/** What a command has just written. */
interface Part {
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

type Answer = Ran & { readonly failure?: unknown }

let thread: MessageChannel['port1'] | undefined
let isBusy = false

function send(
  args: readonly string[],
  home: string,
  {
    wake,
    more = {},
  }: { readonly wake?: Int32Array; readonly more?: Readonly<Record<string, string>> },
): MessageChannel['port1'] {
  if (isBusy) throw new Error(`isobar ${args.join(' ')}: another command is at work`)
  thread ??= startThread()
  thread.postMessage({ args, wake, environment: { ...process.env, ISOBAR_HOME: home, ...more } })
  return thread
}

function ranOf(args: readonly string[], answer: Answer | undefined): Ran {
  if (answer === undefined) throw new Error(`isobar ${args.join(' ')}: no answer from its thread`)
  if (answer.failure !== undefined) throw answer.failure
  return { exitCode: answer.exitCode, stdout: answer.stdout, stderr: answer.stderr }
}

function startThread(): MessageChannel['port1'] {
  const { port1, port2 } = new MessageChannel()
  const script = join(projectFolder, 'bin', 'isobar')
  const worker = new Worker(new URL('./command-thread.mjs', import.meta.url), {
    workerData: { port: port2, script },
    transferList: [port2],
    execArgv: [],
  })
  worker.unref()
  port1.unref()
  return port1
}
