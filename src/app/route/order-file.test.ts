import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { Instant } from '../../core/time.ts'
import { beginRun } from '../live/begin-run.ts'
import { openJournal } from '../live/open-journal.ts'
import { requireOwnJournal, type JournalOrder } from './order-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-order-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const order: JournalOrder = {
  side: 'buy',
  coin: 'BTC',
  quantity: 25,
  instruments: ['okx:BTC', 'kraken:BTC'],
}

test('a journal is of one order, and goes on with it', async () => {
  const journal = join(folder, 'deep', 'journal')
  await requireOwnJournal(journal, order)
  await requireOwnJournal(journal, order)
  const others = [{ side: 'sell' }, { coin: 'ETH' }, { quantity: 24 }] as const
  for (const other of others)
    await expect(requireOwnJournal(journal, { ...order, ...other })).rejects.toThrow(
      'another order, buy 25 of BTC',
    )
  const wider = { ...order, instruments: [...order.instruments, 'binance:BTC'] }
  await requireOwnJournal(journal, wider)
  await expect(requireOwnJournal(journal, order)).rejects.toThrow('went to binance:BTC too')
})

test('a journal of a run that was no such order is refused, and a file nobody can read', async () => {
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', [fakeInstrument('binance')], 5_000 as Instant)
  await journal.close()
  await expect(requireOwnJournal(folder, order)).rejects.toThrow('the journal of another run')
  writeFileSync(join(folder, 'order.json'), 'null')
  await expect(requireOwnJournal(folder, order)).rejects.toThrow('an order of version 1')
})
