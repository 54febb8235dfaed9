import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { actingTokenName, type ErrorAnswer } from '../../protocol/desk.ts'

const reading: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** What a desk hands to its own page and to nobody else; new with every start. */
export function newActingToken(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * Answers 403 to what would act (any method but those that read) without the token.
 *
 * Host, origin and Sec-Fetch-Site are looked at before; this holds where a browser sends none of them, and on a machine
 * where other programs serve pages from the same address.
 */
export function refuseWithoutToken(token: string) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (reading.includes(request.method) || request.headers[actingTokenName] === token) return
    const message = `${request.method} acts: it needs the header ${actingTokenName} that the desk's page carries`
    await reply.code(403).send({ error: { code: 'refused', message } } satisfies ErrorAnswer)
  }
}
