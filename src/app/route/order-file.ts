import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../../core/errors.ts'
import { DataError, worldFileError } from '../../stores/data-error.ts'
import { readJournal } from '../../stores/journal/journal-files.ts'
import { lockOwner } from '../../stores/lock-folder.ts'
import { makeFolder } from '../../stores/make-folder.ts'
import { replaceFile } from '../../stores/replace-file.ts'
import { replayed } from '../live/open-journal.ts'

/** The order a journal is of. */
export interface JournalOrder {
  readonly side: 'buy' | 'sell'
  /** As it was asked for: `BTC`, `BTC-USDT:linear`. */
  readonly coin: string
  readonly quantity: number
  /** `venue:BASE-QUOTE`, all it has ever been sent to. */
  readonly instruments: readonly string[]
}

/**
 * Finds that a journal is of this order, or of none yet: what is held there counts as filled, which is right of no other
 * order. With one that came to nothing before anything was sent another may begin.
 *
 * @throws UsageError where the journal is of another order, or of none, or where an instrument is missing now whose fills
 *         would not be counted
 */
export async function requireOwnJournal(journal: string, order: JournalOrder): Promise<void> {
  const known = await orderIn(join(journal, fileName))
  const { runs, intents, positions } = replayed(await readJournal(journal))
  if (known === undefined) {
    // One that nothing has run with has the switch at most, thrown before.
    if (runs === 0) return
    throw new UsageError(`${journal} is the journal of another run: an order has one of its own`)
  }
  const isUntouched = intents === 0 && positions.every(({ lots }) => lots === 0)
  if (isUntouched && (await lockOwner(join(journal, 'journal.lock'))) === undefined) return
  const { side, coin, quantity } = known
  if (side !== order.side || coin !== order.coin || quantity !== order.quantity) {
    const words = `${journal} is the journal of another order, ${side} ${quantity} of ${coin}`
    throw new UsageError(`${words}: give this one a journal of its own`)
  }
  const missing = known.instruments.find((each) => !order.instruments.includes(each))
  if (missing !== undefined)
    throw new UsageError(
      `the order of ${journal} went to ${missing} too, whose fills would not be counted without it`,
    )
}

/** Writes beside a journal whose order it is. @throws UsageError as `requireOwnJournal` does */
export async function claimJournal(journal: string, order: JournalOrder): Promise<void> {
  await requireOwnJournal(journal, order)
  await makeFolder(journal)
  const text = JSON.stringify({ version: 1, ...order }, undefined, 2)
  await replaceFile(join(journal, fileName), `${text}\n`)
}

const fileName = 'order.json'

async function orderIn(path: string): Promise<JournalOrder | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw worldFileError(path, cause)
  })
  if (text === undefined) return undefined
  const order = parsed(text)
  if (order !== undefined && order.version === 1 && Array.isArray(order.instruments)) return order
  throw new DataError({ file: path, expected: 'an order of version 1', came: text.slice(0, 60) })
}

function parsed(text: string): (JournalOrder & { readonly version?: unknown }) | undefined {
  try {
    return (JSON.parse(text) as JournalOrder | null) ?? undefined
  } catch {
    return undefined
  }
}
