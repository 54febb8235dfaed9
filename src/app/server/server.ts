import { once } from 'node:events'
import { createServer } from 'node:net'
import { IsobarError } from '../../core/errors.ts'
import { buildServer, type ServerOptions } from './build-server.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { workerJobs } from './worker-jobs.ts'

export interface RunningServer {
  /** e.g. `http://127.0.0.1:4280` */
  readonly address: string
  /** Ends the jobs, the sockets and the server. */
  close(): Promise<void>
}

/**
 * Serves the desk on the loopback interface and nowhere else.
 *
 * @throws IsobarError of code `world` when the port is taken or the page was not built
 */
export async function startServer(
  options: ServerOptions,
  jobs: DeskJobs = workerJobs(),
): Promise<RunningServer> {
  const server = await buildServer(options, jobs)
  try {
    const address = await server.listen({ host: '127.0.0.1', port: options.port })
    return { address, close: () => server.close() }
  } catch (error) {
    await server.close()
    throw cannotListen(options.port, error)
  }
}

/**
 * Tells at once that a port cannot be had, before anything is made ready that would be for nothing. It may still be taken
 * until `startServer` listens.
 *
 * @throws IsobarError of code `world`
 */
export async function requireFreePort(port: number): Promise<void> {
  const probe = createServer()
  try {
    await once(probe.listen({ host: '127.0.0.1', port }), 'listening')
  } catch (error) {
    throw cannotListen(port, error)
  }
  probe.close()
  await once(probe, 'close')
}

function cannotListen(port: number, cause: unknown): IsobarError {
  const code = (cause as NodeJS.ErrnoException).code
  const reason =
    code === 'EADDRINUSE'
      ? 'another program has it; choose another with --port, or 0 for any free one'
      : code === 'EACCES'
        ? 'this user may not; choose one above 1023 with --port'
        : String(code ?? cause)
  return new IsobarError('world', `the desk cannot listen on 127.0.0.1:${port}: ${reason}`, {
    cause,
    context: { port },
  })
}
