import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the trials ledger and the seals live: `ISOBAR_HOME`, else (and where it is empty) `~/.isobar`. */
export function isobarHome(): string {
  return process.env['ISOBAR_HOME'] || join(homedir(), '.isobar')
}
