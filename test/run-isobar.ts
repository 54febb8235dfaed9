import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { projectFolder } from './source-files.ts'

/** What a command left behind. */
export interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs the real command in a process of its own, as a user's script would.
 *
 * @param home folder for the trials ledger, so that no test writes into a person's home
 */
export function runIsobar(
  args: readonly string[],
  home: string,
  folder: string = projectFolder,
): Ran {
  const done = spawnSync(process.execPath, [join(projectFolder, 'bin', 'isobar'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ISOBAR_HOME: home },
    maxBuffer: 256 * 1024 * 1024,
  })
  if (done.error !== undefined) throw done.error
  return { exitCode: done.status ?? -1, stdout: done.stdout, stderr: done.stderr }
}
