// The market of the study: five venues, deeper than the default plan so that some single venue can fill 100 BTC at all.
const built = new URL('../../build/src/', import.meta.url)
const { EventColumns } = await import(new URL('core/events/event-columns.js', built))
const { SyntheticMarket } = await import(new URL('simulation/market/synthetic-market.js', built))
const { defaultMarketPlan } = await import(new URL('simulation/market/default-plan.js', built))
const { MarketTape } = await import(new URL('execution/schedule/market-tape.js', built))

export const depthFactor = 3
export const latencyMs = 50
export const seconds = 900
export const firstSecond = 300
export const everySeconds = 60

/** Minimums and fees as the plan's venues have them; USDT and USD at par, for every method alike. */
export const par = { units: 1n, decimals: 0 }
export const selection = { base: 'BTC', quote: 'USD', quoteRates: new Map([['USDT', par]]) }

/** One seed's market: whole books at each instant and when what left then arrives, and a sample every second. */
export function marketTapeOf(seed) {
  const usual = defaultMarketPlan(seed)
  const plan = {
    ...usual,
    listings: usual.listings.filter(({ base, class: kind }) => base === 'BTC' && kind === 'spot'),
    flow: { ...usual.flow, limitNotional: usual.flow.limitNotional * depthFactor },
  }
  const market = new SyntheticMarket(plan)
  const members = plan.listings.map((_, k) => memberOf(plan, market.instruments.at(k)))
  const sent = Array.from(
    { length: (seconds - firstSecond) / everySeconds },
    (_, k) => plan.start + (firstSecond + k * everySeconds) * 1e6,
  )
  const stops = sent.flatMap((time) => [time, time + latencyMs * 1000])
  const tape = new MarketTape({
    members,
    stops,
    from: plan.start + 1e6,
    sampleEvery: 1e6,
    depthBps: 5,
  })
  const rows = new EventColumns(65_536)
  for (let isDone = false; !isDone;) {
    rows.empty()
    isDone = market.advance(plan.start + seconds * 1e6, rows, 65_536)
    tape.apply(rows)
  }
  tape.advance(plan.start + seconds * 1e6)
  return {
    sent,
    instants: sent.map((time, k) => ({
      time,
      sent: tape.snapshots[2 * k],
      arrived: tape.snapshots[2 * k + 1],
    })),
    samples: tape.samples,
  }
}

function memberOf(plan, { venue, name, base, quote, class: kind, tickSize, lotSize }) {
  const { makerFeeBps, takerFeeBps } = plan.venues.find((own) => own.name === venue)
  const minNotional = { units: 10n, decimals: 0 }
  return {
    venue,
    instrument: name,
    base,
    quote,
    class: kind,
    tickSize,
    lotSize,
    minNotional,
    makerFeeBps,
    takerFeeBps,
    rate: 1,
  }
}
