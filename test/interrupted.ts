import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Ran } from './run-isobar.ts'
import { projectFolder } from './source-files.ts'

/** Runs a command and presses Ctrl-C as soon as its work is under way. */
export async function interrupted(
  args: readonly string[],
  home: string,
  isUnderWay: (pid: number) => boolean,
): Promise<Ran> {
  const child = spawn(process.execPath, [join(projectFolder, 'bin', 'isobar'), ...args], {
    env: { ...process.env, ISOBAR_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  try {
    await vi.waitFor(
      () => {
        if (!isUnderWay(child.pid!)) throw new Error('its work never began')
      },
      { timeout: 30_000, interval: 20 },
    )
    child.kill('SIGINT')
    return { exitCode: (await ended) ?? -1, stdout, stderr }
  } finally {
    child.kill('SIGKILL')
  }
}
