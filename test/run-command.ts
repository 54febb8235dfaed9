import { join } from 'node:path'
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads'
import type { Ran } from './run-isobar.ts'
import { projectFolder } from './source-files.ts'

const patienceMs = 300_000 // of the longest command under the load of others

/**
 * Runs a command as `runIsobar` does, but in a thread that stays: what a process takes to start, half a second of
 * processor time, is paid once for all tests of a worker. For what a command says and writes; what is of a process
 * (signals, its own end, several at once) needs `runIsobar`, and so does at least one test of every command.
 *
 * @param home folder for the trials ledger, so that no test writes into a person's home
 */
export function runCommand(args: readonly string[], home: string): Ran {
  thread ??= startThread()
  const { port, wake } = thread
  Atomics.store(wake, 0, 0)
  port.postMessage({ args, environment: { ...process.env, ISOBAR_HOME: home } })
  Atomics.wait(wake, 0, 0, patienceMs)
  const answer = receiveMessageOnPort(port)?.message as (Ran & { failure?: unknown }) | undefined
  if (answer === undefined) throw new Error(`isobar ${args.join(' ')}: no answer from its thread`)
  if (answer.failure !== undefined) throw answer.failure
  return { exitCode: answer.exitCode, stdout: answer.stdout, stderr: answer.stderr }
}

let thread: { readonly port: MessageChannel['port1']; readonly wake: Int32Array } | undefined

function startThread(): NonNullable<typeof thread> {
  const { port1, port2 } = new MessageChannel()
  const wake = new Int32Array(new SharedArrayBuffer(4))
  const script = join(projectFolder, 'bin', 'isobar')
  const worker = new Worker(new URL('./command-thread.mjs', import.meta.url), {
    workerData: { port: port2, wake, script },
    transferList: [port2],
    execArgv: [],
  })
  worker.unref()
  port1.unref()
  return { port: port1, wake }
}
