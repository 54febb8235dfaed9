import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { UsageError } from '../../core/errors.ts'
import { DataError } from '../../stores/data-error.ts'
import { importSources } from '../../stores/recording/import-sources.ts'
import { openRecording, type Recording } from '../../stores/recording/open-recording.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { listTickFiles } from '../../stores/ticks/list-tick-files.ts'
import { tickKinds } from '../../stores/ticks/tick-kinds.ts'
import { tickSources } from '../../stores/ticks/tick-sources.ts'
import { compiledRowKernel } from '../kernels/compiled-rows.ts'
import { packageVersion } from '../package-facts.ts'
import type { FlowRequest } from './flow-request.ts'

/**
 * Runs work over a path as a recording: over itself where it is one; of files of ticks one is made beside the system's other
 * temporary files, and is gone when the work is done. A recording has one grid of ticks for all of its rows, which files
 * have only when all of them have been read.
 *
 * @param request `kind` of the files; where it is not told, the kinds are tried, those first whose name is in the folder's
 */
export async function withRecording<Result>(
  path: string,
  { kind, signal, onReading }: Pick<FlowRequest, 'kind' | 'signal' | 'onReading'>,
  work: (recording: Recording) => Promise<Result>,
): Promise<Result> {
  if (existsSync(join(path, manifestName))) return work(await openRecording(path))
  const sources = await sourcesOf(path, kind)
  const folder = await mkdtemp(join(tmpdir(), 'isobar-flow-'))
  try {
    const out = join(folder, 'recording')
    const onProgress = (done: number, total: number): void => {
      signal?.throwIfAborted()
      onReading?.(done, total)
    }
    await importSources(sources, { out, version: packageVersion(), onProgress }).catch(
      (cause: unknown) => {
        // What was thrown to end it comes back as a fault of the file that was being read.
        signal?.throwIfAborted()
        throw cause
      },
    )
    return await work(await openRecording(out))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Sources = Awaited<ReturnType<typeof tickSources>>['sources']

async function sourcesOf(path: string, kind: string | undefined): Promise<Sources> {
  const files = await listTickFiles([path])
  if (kind !== undefined && tickKinds[kind] === undefined) {
    throw new UsageError(`no kind ${kind}; there are ${Object.keys(tickKinds).join(', ')}`)
  }
  const kinds = kind === undefined ? kindsFor(path) : [kind]
  let fault: DataError | undefined
  for (const each of kinds) {
    try {
      const request = { files, layouts: tickKinds[each]!, told: [], rowKernel: compiledRowKernel() }
      return (await tickSources(request)).sources
    } catch (cause) {
      if (!(cause instanceof DataError)) throw cause
      fault ??= cause
    }
  }
  throw fault!
}

function kindsFor(path: string): string[] {
  const name = basename(path).toLowerCase()
  const kinds = Object.keys(tickKinds)
  const named = kinds.filter((kind) => name.includes(kind))
  return [...named, ...kinds.filter((kind) => !named.includes(kind))]
}
