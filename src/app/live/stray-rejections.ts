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

function isOfCcxt(reason: unknown): reason is Error {
  return reason instanceof Error && isCcxtStack(reason.stack)
}

/**
 * Was an error made in ccxt's code, or in that of Node or of a socket that ccxt sent into? What our code does when ccxt calls
 * it is ours.
 *
 * @example isCcxtStack('Error: gone\n    at Client.send (/a/node_modules/ccxt/js/src/base/ws/Client.js:1:1)') // => true
 */
export function isCcxtStack(stack: string | undefined): boolean {
  const calls = (stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  const made = calls.find(
    (line) => !/\bnode:|[/\\]node_modules[/\\]ws[/\\]|\(native\)|<anonymous>/.test(line),
  )
  return made !== undefined && /[/\\]node_modules[/\\]ccxt[/\\]/.test(made)
}
