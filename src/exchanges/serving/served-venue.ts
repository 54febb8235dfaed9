import type { Instant } from '../../core/time.ts'
import type { FaultSwitches } from '../faults/fault-switches.ts'
import type { AccountPlan } from '../world/account-plan.ts'
import type { ExchangeWorld, MarketMessage } from '../world/exchange-world.ts'
import type { PublicState } from '../world/public-state.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import type { Answer } from './answer.ts'
import type { Connection } from './connection.ts'
import type { Topics } from './topics.ts'
import type { VenueRequest } from './venue-request.ts'

/** A request that a venue answers. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** The venue's own path; `:name` stands for one part of it. */
  readonly path: string
  /** What it takes of the client's allowance of requests; 1 where it is not said. */
  readonly weight?: number | ((request: VenueRequest) => number)
  /** What it takes of the account's allowance of orders; 0 where it is not said. */
  readonly orders?: number
  /** Does it place, change or end orders? Late and lost acknowledgements befall these. */
  readonly isOrder?: true
  handle(request: VenueRequest): Answer | Promise<Answer>
}

/** A path at which sockets are taken. */
export interface SocketRoute {
  readonly path: string
  /** Milliseconds after which the server pings, and cuts who did not answer; absent: the venue does not. */
  readonly pingEveryMs?: number
  readonly pongWithinMs?: number
  /** A client has come. @returns what it is to be told of from then on */
  open(connection: Connection, request: VenueRequest): SocketSession
}

export interface SocketSession {
  received(text: string): void
  closed(): void
}

/** Why a request is turned away although nothing is wrong with it. */
export type FaultKind = 'too-many' | 'server-error' | 'maintenance'

/** Whether a request is carried out, and what its answer carries beside its body. */
export interface Admission {
  readonly refusal?: Answer
  readonly headers: Readonly<Record<string, string>>
}

/** A venue at work. */
export interface VenueDesk {
  readonly routes: readonly Route[]
  readonly sockets: readonly SocketRoute[]
  /** Nothing is at this path, or not under this method. */
  notFound(request: VenueRequest): Answer
  /** Before a request is carried out: what is said to one too many, and what every answer carries. */
  admit(request: VenueRequest, route: Route | undefined): Admission
  /** What a fault makes the venue answer. */
  fault(kind: FaultKind, request: VenueRequest): Answer
  /** A message of the market of one of its instruments. */
  told(message: MarketMessage): void
  /** Some milliseconds have passed: what is told at intervals is due. */
  tick(at: Instant): void
}

/** What a venue is given to work with. */
export interface VenueRoom {
  readonly world: ExchangeWorld
  readonly states: readonly PublicState[]
  /** In the order of the venue's plans. */
  readonly accounts: readonly TradingAccount[]
  readonly topics: Topics
  readonly keys: VenueKeys
  /** To be read each time: they may be turned while the server runs. */
  readonly faults: Readonly<FaultSwitches>
  /** What befalls the answer to an order that comes over a socket; routes marked `isOrder` need not ask. */
  acknowledgement(): Acknowledgement
  /** Reports a fault of ours in what a socket asked; of a route it is enough to throw. */
  readonly failed: (error: unknown) => void
}

/** How the answer to an order that was carried out reaches its client, if it does. */
export interface Acknowledgement {
  readonly isLost: boolean
  readonly lateMs: number
}

/** What a client must have to be let in. */
export interface VenueKeys {
  readonly key: string
  readonly secret: string
  readonly passphrase: string
}

/** A venue that can be served: its name, its accounts, and how it speaks. */
export interface ServedVenue {
  readonly name: string
  readonly accounts: readonly AccountPlan[]
  /** For people: when a client order id is refused. */
  readonly duplicates: string
  open(room: VenueRoom): VenueDesk
}
