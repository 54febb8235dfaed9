import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { projectFolder } from './source-files.ts'

/** A command at work beside this process, which may serve it exchanges meanwhile. */
export interface IsobarChild {
  /** Its exit code, when all it said has been heard. */
  readonly ended: Promise<number | null>
  readonly stdout: () => string
  readonly stderr: () => string
  /** Settles when it has said so on standard output. @throws Error when it ends before */
  said(isEnough: (text: string) => boolean): Promise<void>
  interrupt(): void
}

/** @param home folder for the trials ledger */
export function isobarChild(args: readonly string[], home: string): IsobarChild {
  const script = join(projectFolder, 'bin', 'isobar')
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ISOBAR_HOME: home },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    async said(isEnough) {
      while (!isEnough(stdout)) {
        if (child.exitCode !== null) throw new Error(`ended: ${stderr}`)
        await Promise.race([ended, new Promise((resolve) => child.stdout.once('data', resolve))])
      }
    },
    interrupt: () => void child.kill('SIGINT'),
  }
}
