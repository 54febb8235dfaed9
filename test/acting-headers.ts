import type { FastifyInstance } from 'fastify'
import { actingTokenName } from '../src/protocol/desk.ts'

/** Headers of a request that acts: the token as the desk's own page carries it. */
export async function actingHeaders(server: FastifyInstance): Promise<Record<string, string>> {
  const page = (await server.inject('/')).body
  const token = new RegExp(`<meta name="${actingTokenName}" content="([\\w-]+)">`).exec(page)?.[1]
  if (token === undefined) throw new Error('the page carries no token')
  return { [actingTokenName]: token }
}
