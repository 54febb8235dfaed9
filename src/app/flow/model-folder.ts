import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { IsobarError } from '../../core/errors.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import type { FlowModelRow } from '../../protocol/flow.ts'
import { readModelFile, type ReadModel } from './model-file.ts'

/** Models that are listed; more are left out, the oldest first. */
const listedMost = 100

/** The models of a folder. A class, for it keeps what it has read of files that have not changed since. */
export class ModelFolder {
  readonly folder: string
  readonly #known = new Map<string, { readonly stamp: string; readonly row: FlowModelRow }>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** The newest first; what is no model is passed over. */
  async list(): Promise<readonly FlowModelRow[]> {
    // It is made when the first model is written.
    if (!existsSync(this.folder)) return []
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.json'))
    const files = await Promise.all(
      names.map(async (name) => {
        const { mtimeMs, size } = await stat(join(this.folder, name))
        return { name, mtimeMs, stamp: `${mtimeMs} ${size}` }
      }),
    )
    const newest = files.toSorted((a, b) => b.mtimeMs - a.mtimeMs).slice(0, listedMost)
    const rows: FlowModelRow[] = []
    for (const { name, stamp } of newest) {
      const row = await this.#rowOf(name, stamp)
      if (row !== undefined) rows.push(row)
    }
    return rows
  }

  /** @throws IsobarError where there is none of that name */
  async read(name: string): Promise<ReadModel> {
    return readModelFile(join(this.folder, name))
  }

  async #rowOf(name: string, stamp: string): Promise<FlowModelRow | undefined> {
    const known = this.#known.get(name)
    if (known?.stamp === stamp) return known.row
    try {
      const row = rowOf(name, await this.read(name))
      this.#known.set(name, { stamp, row })
      return row
    } catch (cause) {
      // Another file of somebody's, or one that is being written.
      if (cause instanceof IsobarError) return undefined
      throw cause
    }
  }
}

/** A model as the desk lists it. */
function rowOf(name: string, kept: ReadModel): FlowModelRow {
  const { training, horizon, learnt } = kept.model
  return {
    name,
    instrument: kept.instrument,
    kind: learnt.kind,
    horizonSeconds: horizon / 1e6,
    trainedFrom: millisecondsOf(training.from as Instant),
    trainedTo: millisecondsOf(training.to as Instant),
    rows: training.rows,
    verdict: kept.scorecard.verdict,
    obstacle:
      kept.plan === null || kept.clock === null
        ? 'it was trained on bars, which tell of no book'
        : null,
  }
}
