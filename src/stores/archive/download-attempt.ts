import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { IsobarError } from '../../core/errors.ts'
import { worldFileError } from '../data-error.ts'

/** How one attempt ended. */
export type Attempt =
  | { readonly kind: 'whole'; readonly resumedAt: number }
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'failed'
      readonly resumedAt: number
      readonly reason: string
      /** Would it fail again? */
      readonly isFinal: boolean
    }

interface AttemptedRequest {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Where it stands which file a part is of. */
export function factsPath(part: string): string {
  return `${part}.json`
}

/** Which file a part is of: only the same one may be continued. */
interface PartFacts {
  readonly url: string
  /** The server's name for this version of the file. */
  readonly validator: string
}

/**
 * Asks for a file once, from where its part ends, and adds what comes to the part.
 *
 * @throws IsobarError `world` when the part cannot be written: asking again would not help
 */
export async function attemptDownload(request: AttemptedRequest, part: string): Promise<Attempt> {
  const facts = await readFacts(part)
  const canResume = facts?.url === request.url
  const have = canResume ? await sizeOf(part) : 0
  const abort = new AbortController()
  const idle = new IdleTimer(abort)
  try {
    const response = await fetch(request.url, {
      signal: abort.signal,
      headers: {
        ...request.headers,
        'accept-encoding': 'identity', // the file as it is, whose bytes can be counted
        ...(have > 0 ? { range: `bytes=${have}-`, 'if-range': facts!.validator } : {}),
      },
    })
    return await take(response, request, { part, have, idle })
  } catch (cause) {
    if (cause instanceof IsobarError) throw cause
    const reason = idle.isOver ? `nothing came for ${IDLE_MS / 1_000} s` : reasonOf(cause)
    return { kind: 'failed', resumedAt: 0, reason, isFinal: false }
  } finally {
    idle.end()
  }
}

interface Taking {
  readonly part: string
  readonly have: number
  readonly idle: IdleTimer
}

async function take(
  response: Response,
  request: AttemptedRequest,
  taking: Taking,
): Promise<Attempt> {
  const { status } = response
  if (status === 404) {
    await response.body?.cancel()
    return { kind: 'absent' }
  }
  const starts = status === 206 ? startOfRange(response) : 0
  const isFile = status === 200 || (status === 206 && starts === taking.have)
  if (!isFile) {
    await response.body?.cancel()
    // A range that cannot be had is asked for from the beginning.
    if (status === 206 || status === 416) await writeFacts(taking.part, undefined)
    const isFinal = status >= 400 && status < 500 && status !== 416 && status !== 429
    return { kind: 'failed', resumedAt: 0, reason: `the server answered ${status}`, isFinal }
  }
  const length = Number(response.headers.get('content-length') ?? NaN)
  const validator = response.headers.get('etag') ?? response.headers.get('last-modified')
  const facts = validator === null ? undefined : { url: request.url, validator }
  const came = await append(response, taking, { starts, facts })
  if (Number.isNaN(length) || came === length) return { kind: 'whole', resumedAt: starts }
  const reason = `${came} of ${length} bytes came`
  return { kind: 'failed', resumedAt: starts, reason, isFinal: false }
}

interface Appended {
  readonly starts: number
  readonly facts: PartFacts | undefined
}

/** Writes what comes behind the bytes that are there, and says how much it was. */
async function append(
  response: Response,
  { part, idle }: Taking,
  { starts, facts }: Appended,
): Promise<number> {
  // Bytes of another version are cut before the part is called one of this: a kill may come between.
  const file = await written(part, open(part, starts > 0 ? 'r+' : 'w'))
  let came = 0
  try {
    await writeFacts(part, facts)
    for await (const piece of response.body ?? []) {
      const bytes = piece as Uint8Array
      await written(part, file.write(bytes, 0, bytes.length, starts + came))
      came += bytes.length
      idle.restart()
    }
    await written(part, file.sync())
    return came
  } finally {
    await file.close()
  }
}

/** A failure of the disk, which looks like one of the network, by its name. */
async function written<T>(part: string, attempt: Promise<T>): Promise<T> {
  return attempt.catch((cause: unknown) => {
    throw worldFileError(part, cause, 'write')
  })
}

/** First byte of a partial answer; NaN when it does not say. */
function startOfRange(response: Response): number {
  const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')
  return range === null ? NaN : Number(range[1])
}

async function readFacts(part: string): Promise<PartFacts | undefined> {
  try {
    const facts = JSON.parse(await readFile(factsPath(part), 'utf8')) as Partial<PartFacts>
    const { url, validator } = facts
    return typeof url === 'string' && typeof validator === 'string' ? { url, validator } : undefined
  } catch {
    return undefined // not there, or not whole: then the part is fetched anew
  }
}

async function writeFacts(part: string, facts: PartFacts | undefined): Promise<void> {
  await written(part, writeFile(factsPath(part), JSON.stringify(facts ?? {})))
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0
}

const IDLE_MS = 60_000

/** Gives up on a connection over which nothing comes. */
class IdleTimer {
  isOver = false
  readonly #abort: AbortController
  #timer: NodeJS.Timeout

  constructor(abort: AbortController) {
    this.#abort = abort
    this.#timer = this.#start()
  }

  restart(): void {
    clearTimeout(this.#timer)
    this.#timer = this.#start()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => {
      this.isOver = true
      this.#abort.abort()
    }, IDLE_MS)
  }
}

/** `fetch` tells what happened in the cause of its error. */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return inner instanceof Error ? inner.message || inner.name : String(inner)
}
