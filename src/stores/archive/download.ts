import { rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { IsobarError } from '../../core/errors.ts'
import { DataError } from '../data-error.ts'
import { sha256OfFile } from '../run-folder.ts'
import { syncFolder } from '../sync-folder.ts'
import { attemptDownload, factsPath } from './download-attempt.ts'

/** What became of a download. */
export type Download =
  | {
      readonly kind: 'fetched'
      readonly bytes: number
      /** Bytes that were there from an attempt before, and were not asked for again. */
      readonly resumedAt: number
    }
  /** The server has no such file. */
  | { readonly kind: 'absent' }

/** What is to be fetched, and how patiently. */
export interface DownloadRequest {
  readonly url: string
  /** Where it goes. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** What its bytes must come to, where that is known. */
  readonly sha256?: string
  /** Looks at the whole file before it is put in its place. */
  readonly verify?: (path: string) => Promise<void>
  /** Before the second attempt; twice as long before each further one. */
  readonly firstWaitMs?: number
}

/**
 * Fetches a file. What came before the connection was lost, or before the program was killed, is kept beside its place
 * and not asked for again, if the server still has the same file; of a file that is not there nothing is kept.
 *
 * @throws IsobarError `world` when the server refuses or fails too often, DataError when what came is not what was
 *   promised: then nothing of it is kept
 */
export async function download(request: DownloadRequest): Promise<Download> {
  const part = `${request.path}.part`
  let resumedAt = 0
  for (let attempt = 1; ; attempt++) {
    const answer = await attemptDownload(request, part)
    if (answer.kind === 'absent') {
      await removePart(part)
      return answer
    }
    resumedAt = Math.max(resumedAt, answer.resumedAt)
    if (answer.kind === 'whole') break
    if (answer.isFinal || attempt === ATTEMPTS_MOST) throw failed(request.url, answer.reason)
    await wait((request.firstWaitMs ?? FIRST_WAIT_MS) * 2 ** (attempt - 1))
  }
  try {
    await requireSound(request, part)
  } catch (cause) {
    await removePart(part)
    throw cause
  }
  const { size } = await stat(part)
  await rename(part, request.path)
  await rm(factsPath(part), { force: true })
  await syncFolder(dirname(request.path))
  return { kind: 'fetched', bytes: size, resumedAt }
}

async function removePart(part: string): Promise<void> {
  await rm(part, { force: true })
  await rm(factsPath(part), { force: true })
}

/** With a wait of a second at first, half a minute in all. */
const ATTEMPTS_MOST = 6
const FIRST_WAIT_MS = 1_000

async function requireSound({ url, sha256, verify }: DownloadRequest, part: string): Promise<void> {
  if (sha256 !== undefined) {
    const came = await sha256OfFile(part)
    if (came !== sha256) {
      throw new DataError({ file: url, expected: `sha256 ${sha256}`, came: `sha256 ${came}` })
    }
  }
  await verify?.(part)
}

function failed(url: string, reason: string): IsobarError {
  return new IsobarError('world', `cannot fetch ${url}: ${reason}`, { context: { url } })
}
