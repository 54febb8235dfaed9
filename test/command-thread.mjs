// Runs command lines one after the other, as `bin/isobar` would, and says what each left behind. See run-command.ts.
import { getPriority, setPriority } from 'node:os'
import { workerData } from 'node:worker_threads'
import { main } from '../build/src/app/cli/main.js'

const { port, script } = workerData
const ownPriority = getPriority() // which trading raises, of this thread alone
process.argv[1] = script // of which a study starts its runs

/** Keeps what is written to one of the process's streams, until the next command. @param tell is told it at once, too */
function caught(stream, tell) {
  const chunks = []
  stream.removeAllListeners('error') // of the command before
  stream.write = (chunk, ...rest) => {
    chunks.push(Buffer.from(chunk))
    if (tell) tell(chunks.at(-1).toString())
    rest.at(-1)?.call?.()
    return true
  }
  return () => Buffer.concat(chunks).toString()
}

/** Ctrl-C, as the command at work hears it: no signal reaches a thread. */
function interrupt() {
  process.emit('SIGINT', 'SIGINT')
}

function useEnvironment(environment) {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
}

port.on('message', async ({ args, wake, environment }) => {
  if (args === undefined) return interrupt()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'])
    process.removeAllListeners(signal) // of the command before
  const [stdout, stderr] = ['stdout', 'stderr'].map((stream) =>
    // Who waits for the end alone reads one message, which is its answer.
    caught(process[stream], wake === undefined && ((text) => port.postMessage({ stream, text }))),
  )
  useEnvironment(environment)
  process.exitCode = 0
  let failure
  try {
    await main(args)
    // What was asked of the event loop before the end is still done, as a process would.
    await new Promise((resolve) => setImmediate(resolve))
  } catch (error) {
    failure = error
  }
  if (getPriority() !== ownPriority) setPriority(ownPriority)
  const { exitCode } = process
  caught(process.stdout)
  caught(process.stderr)
  port.postMessage({ exitCode, stdout: stdout(), stderr: stderr(), failure })
  process.exitCode = 0
  if (wake === undefined) return
  Atomics.store(wake, 0, 1)
  Atomics.notify(wake, 0)
})
