import { expect, test } from 'vitest'
import { errorText } from '../../core/errors.ts'
import type { OrderCommand } from '../../core/orders/order.ts'
import type { SendOutcome } from '../../core/orders/venue.ts'
import type { Lots } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { CommandDesk } from './command-desk.ts'
import type { LiveDesk } from './live-desk.ts'

const place = (clientOrderId: number): OrderCommand => ({
  kind: 'place',
  order: {
    clientOrderId,
    instrument: 0,
    side: 'buy',
    lots: 1 as Lots,
    pricing: { kind: 'market' },
    timeInForce: { kind: 'ioc' },
    isReduceOnly: false,
  },
})

const cancel = (clientOrderId: number): OrderCommand => ({
  kind: 'cancel',
  clientOrderId,
  instrument: 0,
})

const wordOf = (command: OrderCommand): string =>
  `${command.kind} ${command.kind === 'place' ? command.order.clientOrderId : command.clientOrderId}`

const nothing: (cause?: unknown) => void = () => undefined

/** A desk whose journal is on the disk when the test says so. */
function heldDesk(
  prepare: () => void = () => undefined,
  outcome: () => Promise<SendOutcome> = () => new Promise(() => undefined),
): {
  readonly commands: CommandDesk
  /** What happened, in its order. */
  readonly seen: string[]
  /** What was written, with the instant it has. */
  readonly times: string[]
  readonly outbox: OrderCommand[]
  readonly broken: unknown[]
  readonly disk: { commit: () => void; fail: (cause: unknown) => void }
} {
  const seen: string[] = []
  const times: string[] = []
  const outbox: OrderCommand[] = []
  const broken: unknown[] = []
  const disk = { commit: nothing, fail: nothing }
  const desk = {
    engine: { outbox, time: 3, orders: { of: () => ({ strategy: 's', arrivalMid: 1 }) } },
    counts: { commands: 0, unanswered: 0 },
    setup: {
      timing: { sendWithin: 1_000_000 },
      tell: (line: string) => void seen.push(line),
      journal: {
        state: { journalId: 'k3v9x0ab' },
        commit: () => {
          seen.push('commit begins')
          return new Promise<void>((resolve, reject) => {
            disk.commit = () => resolve()
            disk.fail = reject
          })
        },
      },
    },
    now: () => 5 as Instant,
    hearSearch: (id: number, { kind }: { readonly kind: string }, detail = 'nothing') =>
      void seen.push(`${kind} ${id}: ${detail}`),
    write: ({ kind, time }: { readonly kind: string; readonly time: number }) => {
      seen.push(`write ${kind}`)
      times.push(`${kind} ${time}`)
    },
    venueOf: () => ({
      name: 'held',
      prepare: (command: OrderCommand) => {
        seen.push(`prepare ${wordOf(command)}`)
        prepare()
      },
      send: (command: OrderCommand): Promise<SendOutcome> => {
        seen.push(`send ${wordOf(command)}`)
        return outcome()
      },
    }),
  }
  const commands = new CommandDesk(desk as unknown as LiveDesk, (cause) => void broken.push(cause))
  return { commands, seen, times, outbox, broken, disk }
}

/** Everything that follows from what has happened, none of which waits for the world. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

test('what is decided is written down at the instant of what it was decided on, what is sent when it is', async () => {
  const { commands, times, outbox, disk } = heldDesk()
  outbox.push(place(1), cancel(2))
  commands.post()
  await settled()
  disk.commit()
  await settled()
  expect(times).toEqual(['intent 3', 'cancel 3', 'sent 5'])
})

test('commands are made ready while the journal is on its way to the disk, and leave once, in their order, when it is there', async () => {
  const { commands, seen, outbox, disk } = heldDesk()
  outbox.push(place(1), cancel(1), place(2))
  commands.post()
  await settled()
  const ready = [
    'write intent',
    'write cancel',
    'write intent',
    'commit begins',
    'prepare place 1',
    'prepare cancel 1',
    'prepare place 2',
  ]
  expect(seen).toEqual(ready)
  disk.commit()
  await settled()
  commands.post()
  await settled()
  expect(seen.slice(ready.length)).toEqual([
    'write sent',
    'send place 1',
    'send cancel 1',
    'write sent',
    'send place 2',
  ])
})

test('what cannot be made ready is sent all the same, and why it could not is told', async () => {
  const { commands, seen, outbox, broken, disk } = heldDesk(() => {
    throw new Error('no market of that name')
  })
  outbox.push(place(1), cancel(2))
  commands.post()
  disk.commit()
  await settled()
  expect(broken).toEqual([])
  expect(seen.filter((each) => each.startsWith('send'))).toEqual(['send place 1', 'send cancel 2'])
  expect(seen).toContain('held: not written ahead: no market of that name')
})

test('what a journal did not take is not sent, nor is anything after it, whatever could be made ready', async () => {
  const full = new Error('no space is left')
  for (const prepare of [
    undefined,
    (): never => {
      throw new Error('no market of that name')
    },
  ]) {
    const { commands, seen, outbox, broken, disk } = heldDesk(prepare)
    outbox.push(place(1))
    commands.post()
    disk.fail(full)
    await settled()
    outbox.push(place(2))
    commands.post()
    disk.commit()
    await settled()
    expect(broken.map(errorText)).toEqual(['no space is left'])
    expect(seen.filter((each) => each.startsWith('send'))).toEqual([])
  }
})

const unknown = (detail?: string): Promise<SendOutcome> =>
  Promise.resolve({ kind: 'unknown', ...(detail !== undefined && { detail }) })

test.each([
  ['what was answered', () => unknown('-1008 overloaded'), '-1008 overloaded'],
  ['what broke', () => Promise.reject(new Error('socket hang up')), 'socket hang up'],
  ['silence', () => unknown(), undefined],
] as const)('of an order whose fate is unknown it is known why: %s', async (_, outcome, why) => {
  const { commands, seen, outbox, disk } = heldDesk(undefined, outcome)
  outbox.push(place(1))
  commands.post()
  disk.commit()
  await settled()
  expect(seen.at(-1)).toBe(`timed-out 1: ${why ?? 'nothing'}`)
  expect(commands.unclear(1)).toBe(why)
  commands.forget(1)
  expect(commands.unclear(1)).toBeUndefined()
})
