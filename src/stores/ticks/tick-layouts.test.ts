import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { marketEventAt } from '../../core/events/market-event.ts'
import { priceOf, quantityOf } from '../../core/price.ts'
import { ImportedInstruments } from './imported-instruments.ts'
import { openTickFile } from './open-tick-file.ts'
import { readTickFile } from './read-tick-file.ts'
import { tickKinds } from './tick-kinds.ts'

// One or two real rows of every layout, and the events they are.

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-layouts-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Events in words: prices and quantities in units, times from the first one on, a bar where a message ends. */
async function eventsOf(kind: string, name: string, text: string): Promise<string[]> {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  const source = (await openTickFile(path, tickKinds[kind]!))!
  const instruments = new ImportedInstruments()
  const events: string[] = []
  for await (const rows of readTickFile(source, instruments)) {
    for (let row = 0; row < rows.length; row++) {
      const event = marketEventAt(rows, row)
      const { instrument } = instruments.listingAt(event.instrument)
      const words = [`${instrument.venue} ${instrument.name}`, event.kind]
      if ('side' in event) words.push(event.side)
      if ('aggressor' in event) words.push(event.aggressor)
      if ('price' in event) words.push(String(priceOf(event.price, instrument.tickSize)))
      if ('quantity' in event) words.push(`x ${quantityOf(event.quantity, instrument.lotSize)}`)
      if ('value' in event) words.push(String(event.value))
      if ('id' in event) words.push(`#${event.id}`)
      if (event.isSnapshot) words.push('snapshot')
      if (event.sequence !== undefined) words.push(`sequence ${event.sequence}`)
      words.push(`at ${event.localTime}`)
      if (event.exchangeTime !== undefined) words.push(`of ${event.exchangeTime}`)
      if (event.endsMessage) words.push('|')
      events.push(words.join(' '))
    }
  }
  return events
}

const tardis = 'exchange,symbol,timestamp,local_timestamp'

test('Tardis incremental_book_L2: a snapshot clears once, rows of an instant are one message', async () => {
  const text = `${tardis},is_snapshot,side,price,amount
deribit,BTC-PERPETUAL,1585699200000000,1585699200010000,true,bid,6421.5,1820
deribit,BTC-PERPETUAL,1585699200000000,1585699200010000,true,ask,6422,10
deribit,BTC-PERPETUAL,1585699200000000,1585699200010001,true,ask,6423,0
deribit,BTC-PERPETUAL,1585699200245000,1585699200250000,false,bid,6421.5,0
deribit,BTC-PERPETUAL,1585699200250000,1585699200250000,false,ask,6422.25,30
deribit,BTC-PERPETUAL,1585699200300000,1585699200310000,true,bid,6420,7
`
  const at = 'deribit BTC-USD'
  expect(await eventsOf('tardis', 'a.csv', text)).toEqual([
    `${at} clear snapshot at 1585699200010000 of 1585699200000000`,
    `${at} level bid 6421.5 x 1820 snapshot at 1585699200010000 of 1585699200000000`,
    `${at} level ask 6422 x 10 snapshot at 1585699200010000 of 1585699200000000 |`,
    `${at} level ask 6423 x 0 snapshot at 1585699200010001 of 1585699200000000 |`,
    `${at} level bid 6421.5 x 0 at 1585699200250000 of 1585699200245000 |`,
    `${at} level ask 6422.25 x 30 at 1585699200250000 |`,
    `${at} clear snapshot at 1585699200310000 of 1585699200300000`,
    `${at} level bid 6420 x 7 snapshot at 1585699200310000 of 1585699200300000 |`,
  ])
})

test('Tardis book_snapshot_5: a book of two levels on one side and one on the other', async () => {
  const columns = [0, 1].map(
    (k) => `asks[${k}].price,asks[${k}].amount,bids[${k}].price,bids[${k}].amount`,
  )
  const text = `${tardis},${columns.join(',')}
binance,BTCUSDT,1598918403696000,1598918403810979,11657.07,10.896,11657.06,0.56,11657.08,0.135,,
`
  const at = 'at 1598918403810979 of 1598918403696000'
  expect(await eventsOf('tardis', 'b.csv', text)).toEqual([
    `binance BTC-USDT clear snapshot ${at}`,
    `binance BTC-USDT level bid 11657.06 x 0.56 snapshot ${at}`,
    `binance BTC-USDT level ask 11657.07 x 10.896 snapshot ${at}`,
    `binance BTC-USDT level ask 11657.08 x 0.135 snapshot ${at} |`,
  ])
})

test('Tardis trades and liquidations have the same columns; the path tells them apart', async () => {
  const text = `${tardis},id,side,price,amount
bitmex,XBTUSD,1585699202957000,1585699203089980,d202810a-ec78,buy,6425.5,12
bitmex,XBTUSD,1585699202958000,1585699203089980,77,,6425,0.5
`
  const times = ['1585699203089980 of 1585699202957000', '1585699203089980 of 1585699202958000']
  expect(await eventsOf('tardis', 'bitmex_trades_2020-04-01_XBTUSD.csv', text)).toEqual([
    `bitmex BTC-USD trade buy 6425.5 x 12 at ${times[0]}`,
    `bitmex BTC-USD trade 6425 x 0.5 #77 at ${times[1]} |`,
  ])
  expect(await eventsOf('tardis', 'liquidations/2020-04-01.csv', text)).toEqual([
    `bitmex BTC-USD liquidation buy 6425.5 x 12 at ${times[0]}`,
    `bitmex BTC-USD liquidation 6425 x 0.5 at ${times[1]} |`,
  ])
})

test('Tardis quotes, one side of which may be missing', async () => {
  const text = `${tardis},ask_amount,ask_price,bid_price,bid_amount
huobi-dm-swap,BTC-USD,1585699201147000,1585699201270777,86,6423,6422.9,112
huobi-dm-swap,BTC-USD,1585699201148000,1585699201270778,,,6422.9,112
`
  const at = 'at 1585699201270777 of 1585699201147000'
  const later = 'at 1585699201270778 of 1585699201148000'
  expect(await eventsOf('tardis', 'quotes.csv', text)).toEqual([
    `huobi-dm-swap BTC-USD quoteBid 6422.9 x 112 ${at}`,
    `huobi-dm-swap BTC-USD quoteAsk 6423 x 86 ${at} |`,
    `huobi-dm-swap BTC-USD quoteBid 6422.9 x 112 ${later}`,
    `huobi-dm-swap BTC-USD quoteAsk NaN ${later} |`,
  ])
})

test('Tardis derivative_ticker: what is there', async () => {
  const text = `${tardis},funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price
bitmex,XBTUSD,1583020803145000,1583020803307160,1583020800000000,-0.00012,,1000000,9500.5,9500.0,9500.25
bitmex,XBTUSD,1583020863145000,1583020863307160,,,,,9500.5,,9500.5
`
  const at = 'at 1583020803307160 of 1583020803145000'
  expect(await eventsOf('tardis', 'ticker.csv', text)).toEqual([
    `bitmex BTC-USD mark 9500.25 ${at}`,
    `bitmex BTC-USD index 9500 ${at}`,
    `bitmex BTC-USD fundingRate -0.00012 ${at}`,
    `bitmex BTC-USD fundingTime 1583020800000000 ${at}`,
    `bitmex BTC-USD openInterest 1000000 ${at} |`,
    'bitmex BTC-USD mark 9500.5 at 1583020863307160 of 1583020863145000 |',
  ])
})

test.each([
  [
    'binance-vision',
    'BTCUSDT-trades-2025-01-01.csv',
    '4359156033,93576.00000000,0.00128000,119.77728000,1735689600010866,True,True\n',
    'binance BTC-USDT trade sell 93576 x 0.00128 #4359156033 at 1735689600010866 of 1735689600010866 |',
  ],
  [
    'binance-vision',
    'BTCUSDT-aggTrades-2024-12-31.csv',
    '3358,0.20000000,50.00000000,0,0,1735603200010,False,True\n',
    'binance BTC-USDT trade buy 0.2 x 50 #3358 at 1735603200010000 of 1735603200010000 |',
  ],
  [
    'binance-vision',
    'BTCUSDT-trades-2024-06-01.csv',
    'id,price,qty,quote_qty,time,is_buyer_maker\n5000,67541.4,0.002,135.0828,1717200000012,true\n',
    'binance-futures BTC-USDT trade sell 67541.4 x 0.002 #5000 at 1717200000012000 of 1717200000012000 |',
  ],
  [
    'binance-vision',
    'BTCUSD_PERP-aggTrades-2024-06-01.csv',
    '100,50000.5,10,200,201,1687392000123,true\n',
    'binance-delivery BTC-USD trade sell 50000.5 x 10 #100 at 1687392000123000 of 1687392000123000 |',
  ],
  [
    'bybit-archive',
    'BTCUSDT2024-01-05.csv',
    'timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional\n1704412800.0974,BTCUSDT,Buy,0.010,42900.10,PlusTick,m-7001,4.2e+11,0.010,429.001\n',
    'bybit BTC-USDT trade buy 42900.1 x 0.01 at 1704412800097400 of 1704412800097400 |',
  ],
  [
    'bybit-archive',
    'BTCUSDT_2024-01-05.csv',
    'id,timestamp,price,volume,side\n1,1704412800123,44150.5,0.000113,sell\n',
    'bybit-spot BTC-USDT trade sell 44150.5 x 0.000113 #1 at 1704412800123000 of 1704412800123000 |',
  ],
  [
    'okx-archive',
    'BTC-USDT-SWAP-trades-2025-05-31.csv',
    'instrument_name,trade_id,side,price,size,created_time\nBTC-USDT-SWAP,1566502282,sell,104503.0,30.14,1748707200008\n',
    'okex-swap BTC-USDT trade sell 104503 x 30.14 #1566502282 at 1748707200008000 of 1748707200008000 |',
  ],
  [
    'standx',
    'trades_BTC-USD_2026-01-05.csv',
    'ts_ms,recv_us,price,quantity\n1767653689230,1767653689420540,94125.23,0.0001\n',
    'standx BTC-USD trade 94125.23 x 0.0001 at 1767653689420540 of 1767653689230000 |',
  ],
  [
    'gateio',
    'trades_BTC_USDT_2025-09-03.csv',
    'timestamp,price,size,side,trade_id,exchange_timestamp\n1756903692.9044166,111265.9,9e-06,sell,116198695,1756903692764.750000\n',
    'gate-io BTC-USDT trade sell 111265.9 x 0.000009 #116198695 at 1756903692904416 of 1756903692764750 |',
  ],
  [
    'aster',
    'trades_BNBUSDT_2025-11-28a.csv',
    'id,unix_timestamp_ms,side,price,quantity\n15621561,1764325856588,buy,895.150000,1.100000\n',
    'aster BNB-USDT trade buy 895.15 x 1.1 #15621561 at 1764325856588000 of 1764325856588000 |',
  ],
  [
    'last-prices',
    'btcbox_trades.csv',
    'ts_ms,price\n1533999608000,681475.0\n',
    'btcbox BTC-JPY trade 681475 x NaN at 1533999608000000 of 1533999608000000 |',
  ],
  [
    'uniswap-minutes',
    'pool_2025-07-01.minute.csv',
    'ts_ms,netAmount0,closeTick\n1751328000000,212886509,198133.0\n',
    `uniswap-v3-polygon WETH-USDC mark ${1e12 / 1.0001 ** 198_133} at 1751328060000000 of 1751328000000000 |`,
  ],
])('%s: %s', async (kind, name, text, event) => {
  expect(await eventsOf(kind, name, text)).toEqual([event.replace(' x NaN', ' x NaN')])
})

test('sides of a quote in two rows, without exchange time or sizes in one', async () => {
  const bbo = `timestamp,price,size,side,exchange_timestamp
1757015216.8747032,109755.0,3.24457,bid,1757015216253
1757015216.8747032,109756.0,15.17236,ask,1757015216253
`
  const at = 'at 1757015216874703 of 1757015216253000'
  expect(await eventsOf('hyperliquid', 'bbo_BTC_2025-09-04.csv', bbo)).toEqual([
    `hyperliquid BTC-USD quoteBid 109755 x 3.24457 ${at}`,
    `hyperliquid BTC-USD quoteAsk 109756 x 15.17236 ${at} |`,
  ])
  const quotes = 'unix_timestamp,bid,ask,mid\n1758699465.1337595,2.2884,2.2891,2.288750\n'
  expect(await eventsOf('aster', 'bbo_ASTERUSDT_2025-09-24a.csv', quotes)).toEqual([
    'aster ASTER-USDT quoteBid 2.2884 at 1758699465133759',
    'aster ASTER-USDT quoteAsk 2.2891 at 1758699465133759 |',
  ])
})

test('orders by their ids, and trades whose side is that of the order they took', async () => {
  const text = `recv_ms,event,id,side,price,amount,exchange_ms
1430438404518,created,65595247,bid,236.47,2.00000000,1430438404000
1430438404634,created,65595250,ask,236.40,0.21144331,1430438404000
1430438404635,deleted,65595250,ask,236.40,0.00000000,1430438404000
1430438404635,changed,65595247,bid,236.47,1.78855669,1430438404000
1430438404645,trade,8111041,,236.47,0.21144331,
1430438406348,deleted,65595247,bid,236.47,0.30000000,1430438404000
1430438406349,trade,8111042,,240.00,1,
`
  const at = 'bitstamp BTC-USD'
  expect(await eventsOf('bitstamp-orders', 'events_2015-05-01.csv', text)).toEqual([
    `${at} clear snapshot at 1430438404518000`,
    `${at} order bid 236.47 x 2 #65595247 at 1430438404518000 |`,
    `${at} order ask 236.4 x 0.21144331 #65595250 at 1430438404634000 |`,
    `${at} order ask 236.4 x 0 #65595250 at 1430438404635000 |`,
    `${at} order bid 236.47 x 1.78855669 #65595247 at 1430438404635000 |`,
    `${at} trade sell 236.47 x 0.21144331 #8111041 at 1430438404645000 |`,
    `${at} order bid 236.47 x 0 #65595247 at 1430438406348000 |`,
    `${at} trade 240 x 1 #8111042 at 1430438406349000 |`,
  ])
})

test('a row about two venues', async () => {
  const text = `ts_ms,bitstamp_last,bitstamp_ask,bitstamp_bid,cex_last,cex_ask,cex_bid
1529274760204,730.85,734.53,731.35,737.54,737.55,727.88
`
  expect(await eventsOf('bitstamp-cex', 'quotes.csv', text)).toEqual([
    'bitstamp BCH-EUR quoteBid 731.35 at 1529274760204000',
    'bitstamp BCH-EUR quoteAsk 734.53 at 1529274760204000',
    'cex-io BCH-EUR quoteBid 727.88 at 1529274760204000',
    'cex-io BCH-EUR quoteAsk 737.55 at 1529274760204000 |',
  ])
})
