import type { FastifyInstance, FastifyReply } from 'fastify'
import { IsobarError } from '../../core/errors.ts'
import type { ErrorAnswer, Health, Universe, UniversesAnswer } from '../../protocol/desk.ts'
import { pairOfQuery, universeOfQuery, type BadQuery } from './api-query.ts'
import { describeFailure } from './failure.ts'
import type { PairAnswers } from './pair-answers.ts'
import type { Screens } from './screens.ts'

/** `/api/...`: everything the page asks for. Reads only; nothing here acts. */
export function addApiRoutes(
  server: FastifyInstance,
  parts: {
    readonly health: Health
    readonly universes: () => readonly Universe[]
    readonly screens: Screens
    readonly pairs: PairAnswers
  },
): void {
  const { health, universes, screens, pairs } = parts

  server.get('/api/health', () => health)

  server.get('/api/universes', (): UniversesAnswer => {
    return { source: health.source, universes: universes() }
  })

  server.get('/api/screen', (request, reply) => {
    const universe = universeOfQuery(request.query, universes())
    if (universe.kind === 'bad') return refuseQuery(reply, universe)
    return sendText(reply, screens.askText(universe.value))
  })

  server.get('/api/pair', async (request, reply) => {
    const question = pairOfQuery(request.query, universes())
    if (question.kind === 'bad') return refuseQuery(reply, question)
    const { y, x } = question.value
    try {
      return await sendText(reply, await pairs.askText(question.value))
    } catch (error) {
      return sendFailure(reply, error, `pair ${y} on ${x}`)
    }
  })
}

function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(text)
}

function refuseQuery(reply: FastifyReply, { status, message }: BadQuery): FastifyReply {
  const answer: ErrorAnswer = {
    error: { code: status === 404 ? 'not-found' : 'usage', message },
  }
  return reply.code(status).send(answer)
}

/** A full queue is 503 (ask again), bad bars 422, anything else 500. */
function sendFailure(reply: FastifyReply, error: unknown, doing: string): FastifyReply {
  const code = error instanceof IsobarError ? error.code : 'fault'
  const status = code === 'refused' ? 503 : code === 'data' ? 422 : 500
  const answer: ErrorAnswer = { error: { code, message: describeFailure(error, doing) } }
  return reply.code(status).send(answer)
}
