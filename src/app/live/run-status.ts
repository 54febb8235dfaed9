import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Currency } from '../../core/currency.ts'
import type { HaltReason } from '../../core/strategy/refusal.ts'
import { millisecondsOf } from '../../core/time.ts'
import { rateOf } from '../../engine/valuation.ts'
import type { AccountFees } from '../../gateways/account-fees.ts'
import { replaceFile } from '../../stores/replace-file.ts'
import type { ChargedFees } from './fee-watch.ts'
import { known } from './known.ts'
import type { LiveCounts } from './live-desk.ts'
import type { LiveDriver } from './live-driver.ts'
import type { LiveSetup } from './live-setup.ts'
import { noMarks, type TimedMarks } from './money-report.ts'

/** What a running process tells of itself beside its journal. */
export interface RunStatus {
  /** Epoch milliseconds. */
  readonly time: number
  /** Does it trade? Before, it finds out how things stand at the venues. */
  readonly hasBegun: boolean
  readonly instruments: readonly {
    readonly venue: string
    readonly instrument: string
    readonly class: string
    readonly trust: number
    /** Mid of its book, quote units; null while void. */
    readonly mid: number | null
    readonly halts: readonly HaltReason[]
  }[]
  /** One of each stablecoin in what it is pegged to; null while no market tells. */
  readonly pegs: Readonly<Record<string, number | null>>
  /** Venues whose dead man's switch is armed. */
  readonly armed: readonly string[]
  readonly equity: number | null
  /** What is reported in, and one of each currency that is held or quoted in, in it; null while no market tells. */
  readonly reporting: {
    readonly currency: Currency
    readonly rates: Readonly<Record<Currency, number | null>>
  }
  /** What fills were charged, by venue, quote currency and liquidity. */
  readonly fees: readonly ChargedFees[]
  /** What accounts tell that they pay, of the instruments of which they do, basis points. */
  readonly accountFees: readonly (AccountFees & {
    readonly venue: string
    readonly instrument: string
  })[]
  readonly counts: LiveCounts & { readonly droppedMessages: number; readonly droppedRows: number }
}

/** What a run tells of itself now. */
export function runStatus(
  driver: LiveDriver,
  { instruments, clock, accountFees = [] }: LiveSetup,
): RunStatus {
  const { engine, watch, fees, queue, deadMan, counts } = driver
  return {
    time: millisecondsOf(clock.now()),
    hasBegun: engine.hasBegun,
    instruments: instruments.map(({ venue, name, class: kind }, index) => ({
      venue,
      instrument: name,
      class: kind,
      trust: watch.trustOf(index),
      mid: known(engine.market.midPrice(index)),
      halts: [...(engine.risk.halts.get(index) ?? [])],
    })),
    pegs: Object.fromEntries([...watch.pegs()].map(([coin, { rate }]) => [coin, known(rate)])),
    armed: [...deadMan.armed].filter((venue) => !deadMan.failing.has(venue)),
    equity: known(engine.view.equity()),
    reporting: reportingNow(driver),
    fees: fees.charged(),
    accountFees: instruments.flatMap(({ venue, name: instrument }, index) => {
      const told = accountFees[index]
      return told === undefined ? [] : [{ venue, instrument, ...told }]
    }),
    counts: { ...counts, droppedMessages: queue.droppedMessages, droppedRows: queue.droppedRows },
  }
}

function reportingNow({ engine }: LiveDriver): RunStatus['reporting'] {
  const { instruments, reporting } = engine.setup
  const held = engine.account.holdings.flatMap(({ units }) => [...units.keys()])
  const currencies = new Set([...instruments.map(({ quote }) => quote), ...held])
  const rates = [...currencies].map((each) => [each, known(rateOf(engine, each))] as const)
  return { currency: reporting.currency, rates: Object.fromEntries(rates) }
}

/** What a run last told, as marks; of an older version, whose word lacks them, none. */
export function marksOf(status: RunStatus | undefined): TimedMarks {
  if (status?.reporting === undefined) return noMarks
  const { time, instruments, reporting } = status
  return {
    time,
    currency: reporting.currency,
    markOf: (of) =>
      instruments.find(
        (each) => each.venue === of.venue && each.instrument === of.name && each.class === of.class,
      )?.mid ?? Number.NaN,
    rateOf: (currency) =>
      currency === reporting.currency ? 1 : (reporting.rates[currency] ?? Number.NaN),
  }
}

/** Leaves it beside the journal, for commands of other processes. */
export async function writeRunStatus(journal: string, status: RunStatus): Promise<void> {
  await replaceFile(statusPath(journal), JSON.stringify(status))
}

/** Forgets what an earlier process told. */
export async function forgetRunStatus(journal: string): Promise<void> {
  await rm(statusPath(journal), { force: true })
}

/** What the process that holds a journal last told; undefined where none did. */
export async function readRunStatus(journal: string): Promise<RunStatus | undefined> {
  const text = await readFile(statusPath(journal), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as RunStatus)
}

function statusPath(journal: string): string {
  return join(journal, 'status.json')
}
