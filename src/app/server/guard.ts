import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorAnswer } from '../../protocol/desk.ts'

/**
 * Turns away what does not come from a page this server gave out.
 *
 * A site on the internet can point its own name at 127.0.0.1 (Host tells it), and can make a visitor's browser ask
 * us in its name (Origin and Sec-Fetch-Site tell it). Plain navigation to the page is anyone's.
 *
 * @returns what is foreign, undefined when nothing is
 */
export function foreignPart(request: {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  /** Of the listening socket; undefined where there is none (injected requests). */
  readonly port: number | undefined
  readonly isPage: boolean
}): 'Host' | 'Origin' | 'Sec-Fetch-Site' | undefined {
  const { host, origin, fetchSite, port, isPage } = request
  const hosts = ['127.0.0.1', 'localhost'].flatMap((name) => {
    if (port === undefined) return [name, `${name}:80`]
    return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]
  })
  const asked = host?.toLowerCase()
  if (asked === undefined || !hosts.includes(asked)) return 'Host'
  if (origin !== undefined && origin !== `http://${asked}`) return 'Origin'
  const own = fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none'
  return own || isPage ? undefined : 'Sec-Fetch-Site'
}

/** What makes the desk work, or tells what it knows: only its own page may ask. */
const acting = ['/api/', '/ws', '/listing', '/market', '/metrics'] as const

/** Answers 403 to foreign requests, upgrades to WebSocket included. */
export async function refuseForeign(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const foreign = foreignPart({
    host: single(request.headers.host),
    origin: single(request.headers.origin),
    fetchSite: single(request.headers['sec-fetch-site']),
    port: (request.socket as Partial<Socket> | undefined)?.localPort,
    isPage: !acting.some((path) => request.url.startsWith(path)),
  })
  if (foreign === undefined) return
  const answer: ErrorAnswer = {
    error: {
      code: 'refused',
      message: `${foreign} is foreign: this desk answers only its own page on 127.0.0.1`,
    },
  }
  await reply.code(403).send(answer)
}

function single(header: string | readonly string[] | undefined): string | undefined {
  // A repeated header is nobody's browser; joined, it matches nothing.
  return typeof header === 'string' || header === undefined ? header : header.join(',')
}
