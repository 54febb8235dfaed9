import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../../stores/replace-file.ts'

/** What a person asks of a run in another process. */
export interface ControlRequest {
  readonly kind: 'kill' | 'resume'
  readonly reason: string
  readonly flatten: boolean
}

/** A running process looks for requests so often. */
export const controlEveryMs = 200

/** Asks the process that holds a journal. */
export async function requestControl(journal: string, request: ControlRequest): Promise<void> {
  await replaceFile(controlPath(journal), JSON.stringify(request))
}

/**
 * Forgets what was asked of a process that is gone: a switch that was to be taken back stays thrown. One that was to be
 * thrown is kept for the next run, unless somebody takes it back.
 */
export async function forgetStaleRequest(
  journal: string,
  takenBack: boolean = false,
): Promise<void> {
  const text = await readFile(controlPath(journal), 'utf8').catch(() => undefined)
  if (text === undefined || (parsed(text).kind === 'kill' && !takenBack)) return
  await rm(controlPath(journal), { force: true })
}

/** Was the switch to be thrown, and nobody has done it yet? */
export async function isAskedToThrow(journal: string): Promise<boolean> {
  const text = await readFile(controlPath(journal), 'utf8').catch(() => undefined)
  return text !== undefined && parsed(text).kind === 'kill'
}

/** Takes what was asked, once; undefined when nothing was. What cannot be read is a kill: somebody wanted something. */
export async function takeControl(journal: string): Promise<ControlRequest | undefined> {
  // Taken before it is read: what is asked a moment later is a request of its own.
  const taken = `${controlPath(journal)}.taken`
  const isThere = await rename(controlPath(journal), taken).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return false
      throw cause
    },
  )
  if (!isThere) return undefined
  const text = await readFile(taken, 'utf8')
  await rm(taken, { force: true })
  return parsed(text)
}

function parsed(text: string): ControlRequest {
  try {
    const { kind, reason, flatten } = JSON.parse(text) as Partial<ControlRequest>
    if (kind === 'resume') return { kind, reason: '', flatten: false }
    return { kind: 'kill', reason: reason ?? 'asked', flatten: flatten === true }
  } catch {
    return { kind: 'kill', reason: 'a request that could not be read', flatten: false }
  }
}

function controlPath(journal: string): string {
  return join(journal, 'control.json')
}
