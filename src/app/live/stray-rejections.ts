/**
 * Hears of promises that ccxt drops while a run lasts: it sends into sockets that a venue is closing and awaits nothing of
 * it, which would end the process (`WebSocket is not open`, `connection closed by remote server`: 25 in a minute in which
 * five venues were lost in turn). What a lost stream means is told by the streams themselves; any other rejection that nobody
 * hears still ends the process.
 *
 * @param tell is told of each kind once
 * @returns stops hearing
 */
export function hearStrayRejections(tell: (line: string) => void): () => void {
  const told = new Set<string>()
  const hear = (reason: unknown): void => {
    if (!isOfCcxt(reason)) throw reason
    if (told.has(reason.message)) return
    told.add(reason.message)
    tell(`ccxt let go of an error: ${reason.message}`)
  }
  process.on('unhandledRejection', hear)
  return () => void process.off('unhandledRejection', hear)
}

/** Made in its code, or in that of a socket it sent into. */
function isOfCcxt(reason: unknown): reason is Error {
  return reason instanceof Error && /[/\\]ccxt[/\\]/.test(reason.stack ?? '')
}
