import { expect, test } from 'vitest'
import { accountFees, type FeeAnswer } from './account-fees.ts'
import type { CcxtTradingFee } from './ccxt-exchange.ts'

const fees: Readonly<Record<string, CcxtTradingFee>> = {
  'BTC/USDT': { maker: 0.0008, taker: 0.001 },
  'ETH/USDT': { maker: -0.00005, taker: 0.0026 },
  'SOL/USDT': { taker: 0.001 },
}
const exchange = (has: Readonly<Record<string, boolean | 'emulated'>>, id = 'kraken') => {
  const asked: string[] = []
  return {
    id,
    asked,
    has,
    failing: [] as string[],
    fetchTradingFee(symbol: string) {
      asked.push(symbol)
      return this.failing.includes(symbol)
        ? Promise.reject(new Error(symbol))
        : Promise.resolve(fees[symbol] ?? {})
    },
    fetchTradingFees() {
      asked.push('all')
      return this.failing.includes('all') ? Promise.reject(new Error('all')) : Promise.resolve(fees)
    },
  }
}
const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT']
const btc = { makerFeeBps: 8, takerFeeBps: 10 }
const eth = { makerFeeBps: -0.5, takerFeeBps: 26 }
const both = [
  ['BTC/USDT', btc],
  ['ETH/USDT', eth],
] as const

async function answersOf(of: ReturnType<typeof exchange>): Promise<FeeAnswer[]> {
  const answers: FeeAnswer[] = []
  for await (const answer of accountFees(of, symbols, () => Promise.resolve(true)))
    answers.push(answer)
  return answers
}
const toldBy = (answers: readonly FeeAnswer[]): unknown[] =>
  answers.flatMap((answer) => (answer.kind === 'told' ? [...answer.fees] : []))

test('fees are asked for all at once where ccxt can, and one by one what that did not tell', async () => {
  const all = exchange({ fetchTradingFee: 'emulated', fetchTradingFees: true })
  expect(toldBy(await answersOf(all))).toEqual(both)
  expect(all.asked).toEqual(['all'])
  const each = exchange({ fetchTradingFee: true, fetchTradingFees: true })
  expect(toldBy(await answersOf(each))).toEqual(both)
  expect(each.asked).toEqual(['all', 'SOL/USDT'])
  each.asked.length = 0
  each.failing.push('all')
  expect(toldBy(await answersOf(each))).toEqual(both)
  expect(each.asked).toEqual(['all', ...symbols])
})

test('they are asked for one by one where ccxt can no other, or would take them from a table', async () => {
  const one = exchange({ fetchTradingFee: true, fetchTradingFees: false })
  expect(toldBy(await answersOf(one))).toEqual(both)
  expect(one.asked).toEqual(symbols)
  for (const id of ['binanceusdm', 'bybit']) {
    const told = exchange({ fetchTradingFee: true, fetchTradingFees: true }, id)
    await answersOf(told)
    expect(told.asked).toEqual(symbols)
  }
})

test('an answer that fails leaves the others as they are', async () => {
  const one = exchange({ fetchTradingFee: true })
  one.failing.push('BTC/USDT')
  const answers = await answersOf(one)
  expect(answers[0]).toEqual({ kind: 'failed', symbols: ['BTC/USDT'], cause: Error('BTC/USDT') })
  expect(toldBy(answers)).toEqual([['ETH/USDT', eth]])
  const all = exchange({ fetchTradingFees: true })
  all.failing.push('all')
  expect(await answersOf(all)).toEqual([{ kind: 'failed', symbols, cause: Error('all') }])
})

test('a venue that has no way of asking tells nothing', async () => {
  const none = exchange({})
  expect(await answersOf(none)).toEqual([])
  expect(none.asked).toEqual([])
})

test('nothing more is asked once nobody wants to go on', async () => {
  const one = exchange({ fetchTradingFee: true })
  const answers = accountFees(one, symbols, () => Promise.resolve(one.asked.length < 2))
  let count = 0
  for await (const answer of answers) if (answer.kind === 'told') count++
  expect([count, one.asked]).toEqual([2, symbols.slice(0, 2)])
})
