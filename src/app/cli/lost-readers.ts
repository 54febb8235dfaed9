let isReaderNeeded = true

/**
 * Hears that nobody reads what a command writes any more; unheard it ends the process, orders and all. Standard error costs
 * lines and no more. Standard output that is a closed pipe (`| head`) ends the command quietly, for it is nobody's error,
 * but not one that goes on without (`goOnUnread`). A terminal that is gone (EIO) tells of itself by SIGHUP.
 */
export function hearLostReaders(): void {
  isReaderNeeded = true
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isReaderNeeded || error.code === 'EIO') return
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  process.stderr.on('error', () => undefined)
}

/** From here on the command goes on whoever reads: what it has begun is worth more than its lines. */
export function goOnUnread(): void {
  isReaderNeeded = false
}
