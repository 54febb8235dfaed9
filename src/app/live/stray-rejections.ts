/** Who is told of promises that ccxt drops, and of what it was told. */
interface Ear {
  readonly tell: (line: string) => void
  readonly told: Set<string>
}

/** Of the process: whoever listens last is told, and nobody else. */
const ears: Ear[] = []

/**
 * Hears of promises that ccxt drops: it sends into sockets that a venue is closing and awaits nothing of it, which would end
 * the process (`WebSocket is not open`, `connection closed by remote server`: 25 in a minute in which five venues were lost
 * in turn). What a lost stream means is told by the streams themselves; any other rejection that nobody hears still ends the
 * process.
 *
 * Every command listens as long as it lives, for any may have to do with ccxt, and a run beside, which knows its secrets.
 *
 * @param tell is told of each kind once
 * @returns stops telling this one
 */
export function hearStrayRejections(tell: (line: string) => void): () => void {
  const ear: Ear = { tell, told: new Set() }
  if (ears.push(ear) === 1) process.on('unhandledRejection', hear)
  return () => {
    const at = ears.indexOf(ear)
    if (at < 0) return
    ears.splice(at, 1)
    if (ears.length === 0) process.off('unhandledRejection', hear)
  }
}

function hear(reason: unknown): void {
  if (!isOfCcxt(reason)) throw reason
  const { tell, told } = ears.at(-1)!
  // What is asked of a venue has signatures in it.
  const message = reason.message.replaceAll(/\?\S+/g, '?…')
  if (told.has(message)) return
  told.add(message)
  tell(`ccxt let go of an error: ${message}`)
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
