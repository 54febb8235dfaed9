import { IsobarError } from '../../core/errors.ts'
import { requireFreePort } from '../server/server.ts'
import type { Check, Finding } from './check.ts'

/** A port of this machine that something wants. */
export interface WantedPort {
  readonly name: string
  readonly port: number
  /** The option that names another. */
  readonly option: string
}

/** Can the desk and the figures of a run be served where they are expected? */
export function portChecks(wanted: readonly WantedPort[]): Check[] {
  return wanted.map((each) => ({
    group: 'ports',
    name: each.name,
    withinMs: 3_000,
    otherwise: 'remark',
    look: () => portFinding(each),
  }))
}

async function portFinding({ port, option }: WantedPort): Promise<Finding> {
  const facts = { port, isFree: true, isDesk: false }
  try {
    await requireFreePort(port)
    return { status: 'ok', says: `${port} is free`, facts }
  } catch (cause) {
    const isDesk = await isDeskAt(port)
    const taken = { ...facts, isFree: false, isDesk }
    if (isDesk) return { status: 'ok', says: `a desk runs at ${port}`, facts: taken }
    const code = codeOf(cause)
    const says =
      code === 'EADDRINUSE'
        ? `another program has ${port}`
        : `${port} cannot be had: ${code === 'EACCES' ? 'this user may not' : code}`
    return { status: 'remark', says, advice: `${option} PORT names another`, facts: taken }
  }
}

function codeOf(cause: unknown): string {
  const inner = cause instanceof IsobarError ? cause.cause : cause
  return String((inner as NodeJS.ErrnoException).code ?? inner)
}

/** Of this machine, which answers at once or not at all. */
const answerMs = 1_000

async function isDeskAt(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`, {
      signal: AbortSignal.timeout(answerMs),
      redirect: 'error',
    })
    const { name } = (await response.json()) as { name?: unknown }
    return name === 'isobar'
  } catch {
    // Whoever has it speaks otherwise.
    return false
  }
}
