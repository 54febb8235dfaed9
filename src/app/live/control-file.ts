import { readFile, rm } from 'node:fs/promises'
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

/** Takes what was asked, once; undefined when nothing was. What cannot be read is a kill: somebody wanted something. */
export async function takeControl(journal: string): Promise<ControlRequest | undefined> {
  const path = controlPath(journal)
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (text === undefined) return undefined
  await rm(path, { force: true })
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
