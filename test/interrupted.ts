import { isobarChild } from './isobar-child.ts'
import type { Ran } from './run-isobar.ts'
import { eventually } from './until.ts'

/** Runs a command and presses Ctrl-C as soon as its work is under way. */
export async function interrupted(
  args: readonly string[],
  home: string,
  isUnderWay: (pid: number) => boolean,
): Promise<Ran> {
  const child = isobarChild(args, home)
  await eventually(() => {
    if (!isUnderWay(child.pid)) throw new Error(`its work never began: ${child.stderr()}`)
  })
  child.interrupt()
  const exitCode = (await child.ended) ?? -1
  return { exitCode, stdout: child.stdout(), stderr: child.stderr() }
}
