import fastifyWebsocket from '@fastify/websocket'
import { fastify, type FastifyError, type FastifyInstance } from 'fastify'
import type { ErrorAnswer, Health, Universe } from '../../protocol/desk.ts'
import { noFlow, type DeskFlow } from '../flow/desk-flow.ts'
import { noMarket, type DeskMarket } from '../market/desk-market.ts'
import { deskMetrics } from '../operations/desk-metrics.ts'
import { newActingToken, refuseWithoutToken } from './acting-token.ts'
import { addApiRoutes } from './api-routes.ts'
import type { DeskData } from './desk-data.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { addSocketRoute, deskSockets } from './desk-socket.ts'
import { describeFailure } from './failure.ts'
import { addFlowRoutes } from './flow-routes.ts'
import { refuseForeign } from './guard.ts'
import { serverLimits } from './limits.ts'
import { longWork } from './long-work.ts'
import { addPageRoutes } from './page-routes.ts'
import { marketFrames } from './market-frames.ts'
import { addMarketRoutes } from './market-routes.ts'
import { pairAnswers } from './pair-answers.ts'
import { screens } from './screens.ts'
import { setSecurityHeaders } from './security-headers.ts'
import { deskBars } from './universe-bars.ts'

export interface ServerOptions {
  readonly data: DeskData
  /** Absent: research alone. */
  readonly market?: DeskMarket
  readonly flow?: DeskFlow
  /** 0 picks a free one. */
  readonly port: number
  /** The built page. */
  readonly webFolder: string
  readonly version: string
}

/** The server before it listens. @throws IsobarError of code `world` when the page was not built */
export async function buildServer(
  options: ServerOptions,
  jobs: DeskJobs,
): Promise<FastifyInstance> {
  const { data, market = noMarket, flow = noFlow, version, webFolder } = options
  const health = (): Health => ({
    status: 'ok',
    name: 'isobar',
    version,
    mode: 'research',
    source: data.source,
    market: market.state().mode,
  })
  const server = fastify({
    logger: false,
    bodyLimit: serverLimits.bodyBytesMax,
    requestTimeout: serverLimits.requestMsMax,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
  })
  const universes = (): readonly Universe[] => data.universes()
  const token = newActingToken()
  const frames = marketFrames(market)
  const sockets = deskSockets((socket) => frames.add(socket))
  const bars = deskBars(data)
  const running = screens({ jobs, bars, tell: (frame) => sockets.tell(frame) })
  const pairs = pairAnswers({ bars, jobs })
  const long = longWork({ bars, data, jobs, flow })

  // Before our hooks: its own end the connection of an upgrade that ours refuse, which else outlives the server.
  await server.register(fastifyWebsocket, {
    options: { maxPayload: serverLimits.socketMessageBytesMax, perMessageDeflate: false },
  })
  server.addHook('onRequest', setSecurityHeaders)
  server.addHook('onRequest', refuseForeign)
  server.addHook('onRequest', refuseWithoutToken(token))
  server.addHook('onRequest', refuseLongAddress)
  server.addHook('preClose', async () => {
    running.close()
    pairs.close()
    long.close()
    frames.close()
    flow.stop()
    sockets.close()
  })
  server.setErrorHandler(answerError)
  server.setNotFoundHandler((_request, reply) => {
    const message = 'nothing is here; / is the desk, /listing a plain listing'
    return reply.code(404).send({ error: { code: 'not-found', message } } satisfies ErrorAnswer)
  })

  await server.register(async (scope) => {
    addSocketRoute(scope, sockets, health)
    addApiRoutes(scope, { health, universes, screens: running, pairs, long })
    addMarketRoutes(scope, { market, health })
    addFlowRoutes(scope, flow)
    const figures = deskMetrics(() => market.state())
    scope.get('/metrics', async (_request, reply) =>
      reply.type(figures.contentType).send(await figures.metrics()),
    )
    await addPageRoutes(scope, { health, universes, screens: running, webFolder, token })
  })
  await server.ready()
  return server
}

async function refuseLongAddress(
  request: Parameters<typeof refuseForeign>[0],
  reply: Parameters<typeof refuseForeign>[1],
): Promise<void> {
  if (request.url.length <= serverLimits.urlCharactersMax) return
  const message = `the address is longer than ${serverLimits.urlCharactersMax} characters`
  await reply.code(414).send({ error: { code: 'usage', message } } satisfies ErrorAnswer)
}

function answerError(
  error: FastifyError,
  request: Parameters<typeof refuseForeign>[0],
  reply: Parameters<typeof refuseForeign>[1],
): void {
  const status = error.statusCode ?? 500
  const answer: ErrorAnswer =
    status < 500
      ? { error: { code: 'usage', message: error.message } }
      : { error: { code: 'fault', message: describeFailure(error, `${request.method} request`) } }
  void reply.code(status).send(answer)
}
