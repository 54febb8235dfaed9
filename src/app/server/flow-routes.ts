import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ErrorAnswer } from '../../protocol/desk.ts'
import type { DeskFlow } from '../flow/desk-flow.ts'

/** Characters of the name of a model's file. */
const nameMost = 200

/**
 * `/api/flow`: what is forecast (GET). `/api/flow/watch?model=&place=`: puts a model to work (POST), ends that (DELETE);
 * both act, and need the token of the desk's own page.
 */
export function addFlowRoutes(server: FastifyInstance, flow: DeskFlow): void {
  server.get('/api/flow', () => flow.state())

  server.post('/api/flow/watch', async (request, reply) => {
    const { model, place } = request.query as Readonly<Record<string, unknown>>
    if (typeof model !== 'string' || model.length > nameMost)
      return refuse(reply, 400, 'model: expected the name of a model')
    if (typeof place !== 'string' || !/^\d{1,4}$/.test(place))
      return refuse(reply, 400, 'place: expected that of an instrument of the market')
    const obstacle = await flow.watch(model, Number(place))
    return obstacle === undefined ? flow.state() : refuse(reply, 409, obstacle)
  })

  server.delete('/api/flow/watch', () => {
    flow.stop()
    return flow.state()
  })
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  const code = status === 400 ? 'usage' : 'refused'
  return reply.code(status).send({ error: { code, message } } satisfies ErrorAnswer)
}
