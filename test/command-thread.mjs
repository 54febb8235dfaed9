// Runs command lines one after the other, as `bin/isobar` would, and says what each left behind. See run-command.ts.
import { workerData } from 'node:worker_threads'
import { main } from '../build/src/app/cli/main.js'

const { port, wake, script } = workerData
process.argv[1] = script // of which a study starts its runs

/** Keeps what is written to one of the process's streams, until the next command. */
function caught(stream) {
  const chunks = []
  stream.removeAllListeners('error') // of the command before
  stream.write = (chunk, ...rest) => {
    chunks.push(Buffer.from(chunk))
    rest.at(-1)?.call?.()
    return true
  }
  return () => Buffer.concat(chunks).toString()
}

function useEnvironment(environment) {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
}

port.on('message', async ({ args, environment }) => {
  const [stdout, stderr] = [caught(process.stdout), caught(process.stderr)]
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
  const { exitCode } = process
  port.postMessage({ exitCode, stdout: stdout(), stderr: stderr(), failure })
  process.exitCode = 0
  Atomics.store(wake, 0, 1)
  Atomics.notify(wake, 0)
})
