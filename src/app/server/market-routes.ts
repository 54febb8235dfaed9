import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ErrorAnswer, Health } from '../../protocol/desk.ts'
import { exactDecimalOf } from '../../execution/router/exact-decimal.ts'
import type { AskedAsset } from '../market/desk-arbitrage.ts'
import type { DeskMarket } from '../market/desk-market.ts'
import { marketHtml } from './market-listing.ts'

/** Characters of the reason somebody gives. */
const reasonMost = 200
const nameMost = 60

/**
 * `/api/market`, the kill switch, the choice of what trades on paper, and the market's plain page. What acts needs the
 * token of the desk's own page (`acting-token.ts`).
 */
export function addMarketRoutes(
  server: FastifyInstance,
  { market, health }: { readonly market: DeskMarket; readonly health: () => Health },
): void {
  server.get('/api/market', () => market.state())

  server.get('/api/arbitrage', (request, reply) => {
    const asked = askedAsset(request.query)
    const state = asked === undefined ? undefined : market.arbitrage(asked)
    return state ?? refuse(reply, 404, nothingCompared)
  })

  server.get('/api/route', (request, reply) => {
    const { side, quantity } = request.query as Readonly<Record<string, unknown>>
    const asked = askedAsset(request.query)
    const exact =
      typeof quantity === 'string' && quantity.length <= digitsMost && exactDecimalOf(quantity)
    if (side !== 'buy' && side !== 'sell') return refuse(reply, 400, 'side: expected buy or sell')
    if (exact === false || exact === undefined || exact.units <= 0n)
      return refuse(reply, 400, 'quantity: expected a number above zero')
    const route = asked === undefined ? undefined : market.route(asked, { side, quantity: exact })
    return route ?? refuse(reply, 404, 'no book of it can be used now')
  })

  server.post('/api/kill', async (request, reply) => {
    const { reason, flatten } = request.query as Readonly<Record<string, unknown>>
    if (flatten !== undefined && flatten !== 'yes' && flatten !== 'no')
      return refuse(reply, 400, 'flatten: expected yes or no')
    if (reason !== undefined && (typeof reason !== 'string' || reason.length > reasonMost))
      return refuse(reply, 400, `reason: expected at most ${reasonMost} characters`)
    const isDone = await market.kill(reason ?? 'asked on the page', flatten === 'yes')
    return isDone ? market.state() : refuse(reply, 409, nothingRuns)
  })

  server.post('/api/resume', async (_request, reply) => {
    return (await market.resume()) ? market.state() : refuse(reply, 409, nothingRuns)
  })

  server.post('/api/strategy', async (request, reply) => {
    const { name } = request.query as Readonly<Record<string, unknown>>
    if (typeof name !== 'string' || name.length > nameMost)
      return refuse(reply, 400, 'name: expected the name of a strategy')
    const obstacle = await market.trade(name)
    return obstacle === undefined ? market.state() : refuse(reply, 409, obstacle)
  })

  server.get('/market', (_request, reply) => {
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(marketHtml(health(), market.state()))
  })
}

/** Characters of a quantity: no coin is counted finer. */
const digitsMost = 40

/** A coin, and perhaps in what; undefined for words that are none. */
function askedAsset(query: unknown): AskedAsset | undefined {
  const names = query as Readonly<Record<string, unknown>>
  const asked: Record<string, string> = {}
  for (const name of ['base', 'quote', 'class']) {
    const text = names[name]
    if (text === undefined) continue
    if (typeof text !== 'string' || text.length > nameMost) return undefined
    asked[name] = text
  }
  return asked
}

const nothingCompared = 'no two venues of this market list it, or the market is not open yet'
const nothingRuns = 'nothing trades here now, and there is nothing to switch off'

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  const code = status === 400 ? 'usage' : 'refused'
  return reply.code(status).send({ error: { code, message } } satisfies ErrorAnswer)
}
