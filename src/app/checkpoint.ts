import { appendFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../stores/make-folder.ts'
import { replaceFile } from '../stores/replace-file.ts'
import { requireNoData } from '../stores/run-folder.ts'
import { worldFileError } from '../stores/data-error.ts'

/** What work of many runs has found so far, kept in a folder so that it goes on from there when it is called again. */
export interface Checkpoint<Found> {
  /** By the run's number. */
  readonly found: ReadonlyMap<number, Found>
  /** Whether the same work was begun before. */
  readonly goesOn: boolean
  /** Keeps a run as soon as it is done. @throws IsobarError of code `world` where it cannot be written */
  keep(run: number, found: Found): void
  /** Takes the checkpoint away: the work is done and kept elsewhere. */
  done(): Promise<void>
}

const fileName = 'checkpoint.jsonl'

/**
 * Opens the checkpoint of a folder: what is there is of use only where its key is the same. A line that a kill left
 * half written is dropped.
 *
 * @param work.key   what decides the result, hashed
 * @param work.files what the work has read: nothing is written among data
 * @throws UsageError when the folder holds data
 */
export async function openCheckpoint<Found>(
  folder: string,
  work: { readonly key: string; readonly files: readonly string[] },
): Promise<Checkpoint<Found>> {
  const path = join(folder, fileName)
  await makeFolder(folder).catch((cause: unknown) => {
    throw worldFileError(path, cause, 'write')
  })
  await requireNoData(folder, work.files)
  const before = await readCheckpoint<Found>(path, work.key)
  const found = before ?? new Map<number, Found>()
  const header = JSON.stringify({ format: 1, key: work.key })
  const lines = [...found].map(([run, each]) => lineOf(run, each))
  await replaceFile(path, `${[header, ...lines].join('\n')}\n`)
  return {
    found,
    goesOn: before !== undefined,
    keep(run, each) {
      try {
        appendFileSync(path, `${lineOf(run, each)}\n`)
      } catch (cause) {
        throw worldFileError(path, cause, 'write')
      }
    },
    done: () => rm(path, { force: true }),
  }
}

function lineOf(run: number, found: unknown): string {
  return JSON.stringify({ run, found })
}

/** @returns undefined where there is none, or one of other work */
async function readCheckpoint<Found>(
  path: string,
  key: string,
): Promise<Map<number, Found> | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw worldFileError(path, error)
  })
  const [header, ...lines] = text.split('\n')
  const found = new Map<number, Found>()
  const head = parsed(header ?? '') as { readonly key?: string } | undefined
  if (head?.key !== key) return undefined
  for (const line of lines) {
    const entry = parsed(line) as { readonly run: number; readonly found: Found } | undefined
    if (entry !== undefined) found.set(entry.run, entry.found)
  }
  return found
}

/** Undefined where a line is not whole. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
