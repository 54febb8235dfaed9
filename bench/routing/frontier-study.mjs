// What working 100 BTC off over ten minutes costs and risks: Almgren and Chriss's frontier from measured parameters, and
// schedules that were really worked through on the tapes.
import { selection } from './routing-market.mjs'

const built = new URL('../../build/src/', import.meta.url)
const { exactDecimalOf } = await import(new URL('execution/router/exact-decimal.js', built))
const { almgrenChriss } = await import(new URL('execution/schedule/almgren-chriss.js', built))
const { marketEstimates, bookSlope } = await import(
  new URL('execution/schedule/market-estimates.js', built)
)
const { runSchedule } = await import(new URL('execution/schedule/run-schedule.js', built))
const { slicesOf } = await import(new URL('execution/schedule/slices.js', built))
const { marketOf } = await import(new URL('execution/router/market-book.js', built))
const { routeBooksOf } = await import(new URL('execution/router/route-order.js', built))

export const quantity = 100
export const riskAversions = [0, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3]

/** The frontier with one market's parameters, and each point worked through on every tape, both sides. */
export function frontierStudy(tapes) {
  const estimates = tapes.map(({ samples }) => {
    const outcome = marketEstimates(samples, 'buy')
    if (outcome.kind !== 'value') throw new Error(outcome.detail)
    return outcome.value
  })
  const slopes = tapes.map(({ instants }) => slopeOf(instants[0].sent))
  const model = modelOf(tapes[0], estimates[0], slopes[0])
  const points = riskAversions.map((riskAversion) => {
    const outcome = almgrenChriss({ ...model, riskAversion })
    if (outcome.kind !== 'value') throw new Error(outcome.detail)
    const { trades, expectedCost, variance, urgency } = outcome.value
    const realised = tapes.flatMap((tape, at) =>
      ['buy', 'sell'].map((side) => workedOff(tape, side, trades, estimates[at])),
    )
    return { riskAversion, urgency, expectedCost, deviation: Math.sqrt(variance), realised, trades }
  })
  return { estimates, slopes, model, points }
}

function modelOf({ sent }, estimates, slope) {
  const interval = (sent[1] - sent[0]) / 1e6
  const temporaryImpact = slope.value * interval
  return {
    quantity,
    intervals: sent.length,
    intervalLength: interval,
    volatility: estimates.volatility.value,
    permanentImpact: Math.min(estimates.permanentImpact.value, (1.9 * temporaryImpact) / interval),
    temporaryImpact,
    fixedCost: estimates.halfSpread,
  }
}

function slopeOf(sent) {
  const books = routeBooksOf(marketOf(sent, selection), 'buy').map(({ levels, takerFeeBps }) => ({
    count: levels.count,
    prices: levels.prices.map(
      (ticks) => (ticks * levels.priceStep.units) / 10 ** levels.priceStep.decimals,
    ),
    quantities: levels.quantities.map(
      (lots) => (lots * levels.quantityStep.units) / 10 ** levels.quantityStep.decimals,
    ),
    costFactor: 1 + takerFeeBps / 1e4,
  }))
  return bookSlope(books, quantity)
}

function workedOff({ instants, sent }, side, trades, { refillRate }) {
  const span = { from: sent[0], duration: (sent[1] - sent[0]) * sent.length, slices: sent.length }
  const lot = exactDecimalOf('0.00001')
  const slices = slicesOf(span, trades, Math.round(quantity * 1e5))
  const run = {
    side,
    slices,
    lot,
    selection,
    rules: {},
    terms: { quotes: ['USD', 'USDT'], catchUp: 1 },
    refillPerSecond: refillRate?.value ?? 0,
  }
  const { costs } = runSchedule(run, instants)
  return costs
}
