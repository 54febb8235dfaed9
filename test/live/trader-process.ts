import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import type { JournalStatus } from '../../src/app/live/journal-report.ts'
import { projectFolder } from '../source-files.ts'

/** Makes the trader that is killed one file. @returns where it is */
export async function buildTrader(folder: string): Promise<string> {
  const script = join(folder, 'trader-child.mjs')
  await build({
    entryPoints: [join(projectFolder, 'test/live/trader-child.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })
  return script
}

/** What a trader says, a line of JSON each. */
export interface Said {
  readonly ready?: true
  readonly refused?: readonly string[]
  readonly status?: JournalStatus
  readonly ended?: number
  /** Legs under way when it had ended. */
  readonly legsLeft?: number
  /** Of a hedger: legs of an earlier run that it began with, and how each came to its end. */
  readonly begun?: number
  readonly legs?: 'entered' | 'stopped' | 'stuck'
}

/** A trader at work. */
export class Trader {
  readonly child: ChildProcessWithoutNullStreams
  readonly closed: Promise<number | null>
  errors = ''
  #said: Said[] = []
  #hear = (): void => undefined
  isClosed = false

  constructor(script: string, terms: object) {
    this.child = spawn(process.execPath, [script, JSON.stringify(terms)])
    this.child.stdin.on('error', () => undefined)
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.#said.push(JSON.parse(line) as Said)
      this.#hear()
    })
    this.child.stderr.on('data', (data: Buffer) => (this.errors += data.toString()))
    this.closed = new Promise((resolve) => {
      this.child.on('close', (code) => {
        this.isClosed = true
        this.#hear()
        resolve(code)
      })
    })
  }

  /** The next thing it says; undefined when it is gone. */
  async next(): Promise<Said | undefined> {
    while (this.#said.length === 0) {
      if (this.isClosed) return undefined
      await new Promise<void>((resolve) => (this.#hear = resolve))
    }
    return this.#said.shift()
  }

  async status(): Promise<JournalStatus | undefined> {
    this.child.stdin.write('status\n')
    return (await this.next())?.status
  }
}
