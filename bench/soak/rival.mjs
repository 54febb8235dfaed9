// ccxt's own loops, `watchOrderBook` and `watchTrades`, one each for every instrument: `node rival.mjs MARKET`.
import { answerSamples, say } from './sample.mjs'

const { address, bases, quotes } = JSON.parse(process.argv[2])
/** How often a loop woke up: for several messages once, where they came together. */
const counts = { books: 0, trades: 0, errors: 0, unhandled: 0 }

// It writes into sockets that are closing, and nobody catches what that throws.
process.on('unhandledRejection', () => counts.unhandled++)

for (const [venue, quote] of Object.entries(quotes)) {
  const exchange = await exchangeOf(venue)
  await exchange.loadMarkets()
  for (const base of bases) {
    const symbol = `${base}/${quote}`
    void loop(async () => {
      await exchange.watchOrderBook(symbol)
      counts.books++
    })
    void loop(async () => {
      await exchange.watchTrades(symbol)
      counts.trades++
    })
  }
}
say({ ready: true })
answerSamples(() => counts)

async function loop(work) {
  for (;;) {
    try {
      await work()
    } catch {
      counts.errors++
      await new Promise((resolve) => void setTimeout(resolve, 100))
    }
  }
}

async function exchangeOf(venue) {
  const base = new URL('.', import.meta.resolve('ccxt'))
  const { default: Exchange } = await import(new URL(`src/pro/${venue}.js`, base).href)
  const options = venue === 'binance' ? { fetchMarkets: { types: ['spot'] } } : {}
  const exchange = new Exchange({ newUpdates: true, options })
  redirect(exchange.urls.api, `${address}/${venue}`)
  if (venue === 'binance') {
    exchange.urls.api.ws.spot = `${address.replace('http', 'ws')}/binance/stream`
  }
  await exchange.loadHttpProxyAgent()
  return exchange
}

/** Every origin leads to the served exchange; nothing else is changed. */
function redirect(urls, to) {
  for (const [name, url] of Object.entries(urls)) {
    if (typeof url === 'object' && url !== null) redirect(url, to)
    const match = typeof url === 'string' ? /^(https?|wss?):\/\/[^/]+(\/.*)?$/.exec(url) : null
    if (match === null) continue
    urls[name] = (match[1].startsWith('ws') ? to.replace('http', 'ws') : to) + (match[2] ?? '')
  }
}
