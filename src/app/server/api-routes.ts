import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { IsobarError } from '../../core/errors.ts'
import type { ErrorAnswer, Health, Universe, UniversesAnswer } from '../../protocol/desk.ts'
import {
  flowTrainOfQuery,
  pairNullOfQuery,
  pairOfQuery,
  radarHistoryOfQuery,
  screenNullOfQuery,
  sweepOfQuery,
  universeOfQuery,
  verdictOfQuery,
  walkForwardOfQuery,
  type BadQuery,
  type ParsedQuery,
} from './api-query.ts'
import { describeFailure } from './failure.ts'
import type { LongJobs } from './long-jobs.ts'
import type { LongWork } from './long-work.ts'
import type { PairAnswers } from './pair-answers.ts'
import type { Screens } from './screens.ts'

/** `/api/...`: everything the page asks for. What it starts and cancels is work on data that are only read. */
export function addApiRoutes(
  server: FastifyInstance,
  parts: {
    readonly health: () => Health
    readonly universes: () => readonly Universe[]
    readonly screens: Screens
    readonly pairs: PairAnswers
    readonly long: LongWork
  },
): void {
  const { health, universes, screens, pairs, long } = parts

  server.get('/api/health', () => health())

  server.get('/api/universes', (): UniversesAnswer => {
    return { source: health().source, universes: universes() }
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

  addLongRoutes(server, '/api/walk-forward', long.walkForward, (query) =>
    walkForwardOfQuery(query, universes()),
  )
  addLongRoutes(server, '/api/pair-null', long.pairNull, (query) =>
    pairNullOfQuery(query, universes()),
  )
  addLongRoutes(server, '/api/sweep', long.sweep, (query) => sweepOfQuery(query, universes()))
  addLongRoutes(server, '/api/verdict', long.verdict, (query) => verdictOfQuery(query, universes()))
  addLongRoutes(server, '/api/screen-null', long.screenNull, (query) =>
    screenNullOfQuery(query, universes()),
  )
  addLongRoutes(server, '/api/radar-history', long.radarHistory, (query) =>
    radarHistoryOfQuery(query, universes()),
  )
  addLongRoutes(server, '/api/flow-train', long.flowTrain, flowTrainOfQuery)
}

/** Looked at by GET, started by POST, cancelled by DELETE. */
function addLongRoutes<Question>(
  server: FastifyInstance,
  path: string,
  jobs: LongJobs<Question>,
  parse: (query: unknown) => ParsedQuery<Question>,
): void {
  const answer =
    (act: (question: Question) => string) =>
    (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      const question = parse(request.query)
      if (question.kind === 'bad') return refuseQuery(reply, question)
      return sendText(reply, act(question.value))
    }
  server.get(
    path,
    answer((question) => jobs.look(question)),
  )
  server.post(
    path,
    answer((question) => jobs.start(question)),
  )
  server.delete(
    path,
    answer((question) => jobs.cancel(question)),
  )
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
