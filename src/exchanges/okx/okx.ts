import { toldStatus } from './okx-status.ts'
import type { Answer } from '../serving/answer.ts'
import { IdleSockets } from '../serving/idle-sockets.ts'
import { OpenChannels } from '../serving/open-channels.ts'
import { listOfFields } from '../serving/json-fields.ts'
import type {
  Admission,
  FaultKind,
  ServedVenue,
  VenueDesk,
  VenueRoom,
} from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import { AccountEvents } from './account-events.ts'
import { accountCalls } from './account-calls.ts'
import { BillBook } from './bill-book.ts'
import { marketCalls } from './market-calls.ts'
import { restRoutes } from './okx-call.ts'
import { channelOf } from './okx-channels.ts'
import { okxMarkets } from './okx-market.ts'
import { okxSockets } from './okx-socket.ts'
import { okxPlan } from './okx-terms.ts'
import { orderCalls } from './order-calls.ts'
import { RequestLimits, tooManyRequests } from './request-limits.ts'
import { refusal } from './said.ts'

/** Milliseconds of silence, both ways, after which a socket is closed. */
const silenceMs = 30_000

/** OKX v5: an account in futures mode that trades spot and swaps. */
export const okx: ServedVenue = {
  name: 'okx',
  accounts: [okxPlan],
  duplicates:
    'a client order id (clOrdId) is refused while an order of it is open, and taken again once that is filled or cancelled',
  open,
}

function open(room: VenueRoom): VenueDesk {
  const { topics, keys, states } = room
  const account = room.accounts[0]!
  const { classes } = okxPlan
  const markets = okxMarkets(states.filter(({ instrument }) => classes.includes(instrument.class)))
  const bills = new BillBook(markets, account)
  const events = new AccountEvents({ markets, account, topics, bills })
  const limits = new RequestLimits()
  const idle = new IdleSockets(silenceMs, { code: 4_004, reason: 'No data received in 30s.' })
  account.listener = events
  const calls = [
    ...marketCalls(markets),
    ...orderCalls(markets, account),
    ...accountCalls({ markets, account, bills }),
  ]
  const perTwoSeconds = new Map(calls.map((call) => [call.path, call.perTwoSeconds]))
  const channels = new OpenChannels(topics, 'okx', (name) => channelOf(markets, name))
  return {
    routes: toldStatus(restRoutes(calls, keys), room.faults),
    sockets: okxSockets({ room, channels, events, calls, limits, idle }),
    notFound: () => ({
      status: 404,
      body: {
        msg: 'API does not exist',
        code: '404',
        data: {},
        error_code: '404',
        error_message: 'API does not exist',
        detailMsg: '',
      },
    }),
    admit({ path, body, at }): Admission {
      // A batch counts as many orders as it has.
      const count = body.startsWith('[') ? (listOfFields(body)?.length ?? 1) : 1
      const refused = limits.take(path, perTwoSeconds.get(path), count, at)
      return refused === undefined ? { headers: {} } : { refusal: refused, headers: {} }
    },
    fault,
    told: (message) => channels.told(message),
    tick(at) {
      channels.tick(at)
      events.tick(at)
      idle.tick(at)
    },
  }
}

function fault(kind: FaultKind, _request: VenueRequest): Answer {
  switch (kind) {
    case 'too-many':
      return tooManyRequests
    case 'server-error':
      return refusal('50026', 'System error. Try again later.', 500)
    case 'maintenance':
      return refusal('50001', 'Service temporarily unavailable. Try again later.', 503)
  }
}
