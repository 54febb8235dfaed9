import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { journalledBuy } from '../../../test/live/journalled-buy.ts'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { Instant } from '../../core/time.ts'
import { beginRun } from '../live/begin-run.ts'
import { openJournal } from '../live/open-journal.ts'
import { claimJournal, requireOwnJournal, type JournalOrder } from './order-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-order-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const order: JournalOrder = {
  side: 'buy',
  coin: 'BTC',
  quantity: 25,
  instruments: ['okx:BTC', 'kraken:BTC'],
}

/** As a run leaves it that has decided on an order. */
async function traded(folderOf: string): Promise<void> {
  const journal = await openJournal(folderOf)
  const time = 5_000 as Instant
  beginRun(journal, 'paper', [fakeInstrument('okx')], time)
  journal.append(journalledBuy(time, 'w1'))
  await journal.close()
}

const others = [{ side: 'sell' }, { coin: 'ETH' }, { quantity: 24 }] as const

test('a journal is of one order, and goes on with it', async () => {
  const journal = join(folder, 'deep', 'journal')
  await claimJournal(journal, order)
  await traded(journal)
  await claimJournal(journal, order)
  for (const other of others)
    await expect(claimJournal(journal, { ...order, ...other })).rejects.toThrow(
      'another order, buy 25 of BTC',
    )
  const wider = { ...order, instruments: [...order.instruments, 'binance:BTC'] }
  await claimJournal(journal, wider)
  await expect(requireOwnJournal(journal, order)).rejects.toThrow('went to binance:BTC too')
})

test('of an order that came to nothing before anything was sent another may take its place, unless it runs', async () => {
  const journal = join(folder, 'nothing-sent')
  await requireOwnJournal(journal, order)
  expect(existsSync(journal)).toBe(false)
  await claimJournal(journal, order)
  for (const other of others) await requireOwnJournal(journal, { ...order, ...other })
  const running = await openJournal(journal)
  beginRun(running, 'paper', [fakeInstrument('okx')], 5_000 as Instant)
  await running.commit()
  const sold = { ...order, side: 'sell' } as const
  await expect(claimJournal(journal, sold)).rejects.toThrow('another order, buy 25 of BTC')
  await running.close()
  await claimJournal(journal, sold)
  await traded(journal)
  await expect(claimJournal(journal, order)).rejects.toThrow('another order, sell 25 of BTC')
})

test('a journal of a run that was no such order is refused, and a file nobody can read', async () => {
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', [fakeInstrument('binance')], 5_000 as Instant)
  await journal.close()
  await expect(requireOwnJournal(folder, order)).rejects.toThrow('the journal of another run')
  writeFileSync(join(folder, 'order.json'), 'null')
  await expect(requireOwnJournal(folder, order)).rejects.toThrow('an order of version 1')
})
