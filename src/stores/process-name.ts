import { readFile, readlink } from 'node:fs/promises'

/** What tells a process from every other. Undefined where the system does not tell, which is anywhere but on Linux. */
export interface ProcessName {
  readonly pid: number
  readonly boot: string | undefined
  /** When in the boot it was started. */
  readonly start: string | undefined
  /** Where its number is of: in every container the first process is 1, on the same boot. */
  readonly pids: string | undefined
}

/** The number of a process, the boot and when in it it was started, and whose numbers they are: `1 BOOT.START 4026531836`. */
export async function processName(pid: number): Promise<string> {
  try {
    const [boot, about, pids] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
      // Who can be looked at by its number is of our own.
      readlink('/proc/self/ns/pid'),
    ])
    // The program's name, in parentheses, may hold anything. The state is the third field, the start the 22nd.
    const fields = about.slice(about.lastIndexOf(')') + 2).split(' ')
    return `${pid} ${boot.trim()}.${fields[19]} ${/\d+/.exec(pids)?.[0] ?? pids}`
  } catch {
    return String(pid)
  }
}

/** @returns number NaN where it says none */
export function parseProcessName(text: string): ProcessName {
  const [pid = '', where = '', pids] = text.split(' ')
  const at = where.indexOf('.')
  const [boot, start] = at < 0 ? [] : [where.slice(0, at), where.slice(at + 1)]
  return { pid: pid === '' ? NaN : Number(pid), boot, start, pids }
}
