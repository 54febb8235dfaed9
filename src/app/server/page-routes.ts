import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Health, Universe } from '../../protocol/desk.ts'
import { universeOfQuery } from './api-query.ts'
import { factsHtml, screenHtml, universesHtml } from './listing.ts'
import { readPage } from './page.ts'
import type { Screens } from './screens.ts'

/** The page, its script and style, and the plain listing for readers without a script. */
export async function addPageRoutes(
  server: FastifyInstance,
  parts: {
    readonly health: () => Health
    readonly universes: () => readonly Universe[]
    readonly screens: Screens
    readonly webFolder: string
    /** What the page may act with. */
    readonly token: string
  },
): Promise<void> {
  const { health, universes, screens, webFolder, token } = parts
  const page = (): string => readPage(webFolder, factsHtml(health()), token)
  // Whether it was built is told at the start.
  page()
  const html = 'text/html; charset=utf-8'

  server.get('/', (_request, reply) => {
    return reply.type(html).header('cache-control', 'no-cache').send(page())
  })

  server.get('/listing', (request, reply) => {
    reply.type(html).header('cache-control', 'no-store')
    if (Object.keys(request.query as object).length === 0) {
      return reply.send(universesHtml(health(), universes()))
    }
    const universe = universeOfQuery(request.query, universes())
    if (universe.kind === 'bad') {
      return reply.code(universe.status).type('text/plain; charset=utf-8').send(universe.message)
    }
    return reply.send(screenHtml(health(), universe.value, screens.ask(universe.value)))
  })

  // Their names carry a hash of their content, so they never change.
  await server.register(fastifyStatic, {
    root: join(webFolder, 'assets'),
    prefix: '/assets/',
    index: false,
    immutable: true,
    maxAge: '365d',
  })
}
