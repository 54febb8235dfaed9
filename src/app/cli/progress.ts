import type { CommonOptions } from './output.ts'

const WIDTH_CHARACTERS = 28
const REDRAW_MS = 100
const PATIENCE_MS = 1_000 // shorter work needs no bar

/** A bar on standard error: only on a terminal, only for work that lasts, gone when done. */
export interface ProgressBar {
  readonly update: (done: number, total: number) => void
  readonly end: () => void
}

/**
 * @param label what is being done, e.g. `screening`
 * @param unit of what is counted, with a space before it
 */
export function progressBar(label: string, options: CommonOptions, unit = ''): ProgressBar {
  if (options.quiet === true || !process.stderr.isTTY) {
    return { update: () => undefined, end: () => undefined }
  }
  const started = Date.now()
  let drawn = 0
  return {
    update(done, total) {
      const now = Date.now()
      if (now - started < PATIENCE_MS || now - drawn < REDRAW_MS) return
      drawn = now
      const share = total === 0 ? 1 : done / total
      const filled = Math.round(share * WIDTH_CHARACTERS)
      const bar = '━'.repeat(filled) + '╌'.repeat(WIDTH_CHARACTERS - filled)
      const left = share === 0 ? '' : ` ${remaining(((now - started) * (1 - share)) / share)}`
      process.stderr.write(`\r${label} ${bar} ${done}/${total}${unit}${left}\u001B[K`)
    },
    end() {
      if (drawn > 0) process.stderr.write('\r\u001B[K')
    },
  }
}

function remaining(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  return seconds < 90 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`
}

/** A line on standard error while work lasts that cannot tell how far it is: only on a terminal, gone when done. */
export function waitingLine(label: string, options: CommonOptions): Pick<ProgressBar, 'end'> {
  if (options.quiet === true || !process.stderr.isTTY) return { end: () => undefined }
  process.stderr.write(`${label} …`)
  return { end: () => void process.stderr.write('\r\u001B[K') }
}
