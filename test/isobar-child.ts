import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { projectFolder } from './source-files.ts'

/** A command at work beside what goes on here, which may serve it exchanges meanwhile. */
export interface RunningCommand {
  /** Its exit code, when all it said has been heard; null when a signal ended it. */
  readonly ended: Promise<number | null>
  readonly stdout: () => string
  readonly stderr: () => string
  /** Settles when it has said so on standard output. @throws Error when it ends before */
  said(isEnough: (text: string) => boolean): Promise<void>
  interrupt(): void
}

/** In a process of its own. */
export interface IsobarChild extends RunningCommand {
  readonly pid: number
}

/**
 * Begins a command, which ends with the test that began it, if not before.
 *
 * @param home folder for the trials ledger
 * @param onFinished of a test that runs beside others its own
 */
export function isobarChild(
  args: readonly string[],
  home: string,
  onFinished: (end: () => void) => void = onTestFinished,
): IsobarChild {
  const script = join(projectFolder, 'bin', 'isobar')
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ISOBAR_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onFinished(() => void child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    pid: child.pid!,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    async said(isEnough) {
      while (!isEnough(stdout)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`ended (${child.exitCode ?? child.signalCode}): ${stderr}`)
        await Promise.race([ended, new Promise((resolve) => child.stdout.once('data', resolve))])
      }
    },
    interrupt: () => void child.kill('SIGINT'),
  }
}
