import type { NearestMiss, StrategyTally } from '../../core/strategy/strategy.ts'
import type { EngineResult, PnlByCause } from '../../engine/engine-result.ts'
import { count, counted, decimal, minuteOf, money } from './format.ts'
import { alignedTable } from './output.ts'

/** A run for people: what came of each instrument, by cause, markouts, and one line that concludes. */
export function tradeLines(result: EngineResult, eventsPerSecond?: number): string[] {
  const { reporting, orders, kill } = result
  const traded = result.instruments.filter(({ fills }) => fills > 0)
  const isForced = traded.some(
    ({ liquidations, deleveragings }) => liquidations + deleveragings > 0,
  )
  const causeNames = causeNamesOf(result.pnl)
  const rows = traded.map((each) => [
    `${each.venue}:${each.instrument}`,
    each.class,
    count(each.fills),
    count(each.makerFills),
    ...(isForced ? [count(each.liquidations), count(each.deleveragings)] : []),
    money(each.turnover, 0),
    String(Number(each.position.toPrecision(12))),
    ...causeNames.map((cause) =>
      cause === 'funding' && !each.isFundingKnown ? 'no rates' : money(each.pnl[cause] ?? 0),
    ),
  ])
  const header = [
    'instrument',
    'class',
    'fills',
    'maker',
    ...(isForced ? ['liquidated', 'deleveraged'] : []),
    'turnover',
    'position',
    ...causeNames,
  ]
  const blanks = header.slice(1, -causeNames.length).map(() => '')
  const speed =
    eventsPerSecond === undefined
      ? ''
      : `, ${count(Math.round(eventsPerSecond))} events/s with reading`
  return [
    `${spanWords(result)}, ${counted(result.events, 'event')} in ${counted(result.messages, 'message')}${speed}`,
    ...result.assumptions,
    ...strategyLines(result),
    `${counted(orders.commands, 'command')}, ${counted(orders.answers, 'answer')}, ${counted(orders.open, 'order')} open at the end`,
    ...rejectedLine(orders),
    ...cancelledLines(orders),
    ...unknownFundingLine(result),
    ...(orders.frozen.length === 0
      ? []
      : [`frozen, an order of unknown fate: ${orders.frozen.join(', ')}`]),
    ...rowsLines(result),
    ...(kill === null ? [] : [`kill switch: ${killWords(kill)}`]),
    '',
    ...(rows.length === 0
      ? []
      : [
          alignedTable(header, [
            ...rows,
            ['all', ...blanks, ...causeNames.map((cause) => money(result.pnl[cause] ?? 0))],
          ]),
          '',
        ]),
    ...strategyTable(result),
    ...markoutLines(result),
    `equity ${money(result.equity)} ${reporting.currency} of ${money(reporting.capital)}, largest drawdown ${money(result.maxDrawdown)}`,
    `audit ${result.auditHash} over ${counted(result.auditRows, 'row')}, seed ${result.seed}`,
    result.conclusion,
  ]
}

/** A run that never began has no instant of it, which a saved result has as null. */
function spanWords({ from, to }: EngineResult): string {
  return Number.isFinite(from) ? `${minuteOf(from)} to ${minuteOf(to)} UTC` : 'never began'
}

/** Without it a strategy whose every order is rejected looks like one that wants nothing. */
function rejectedLine({ rejectedBy }: EngineResult['orders']): string[] {
  const times = Object.values(rejectedBy).reduce((sum, each) => sum + each, 0)
  return times === 0 ? [] : [`${count(times)} rejected by venues${kindsOf(rejectedBy)}`]
}

/** Rows whose times are not what they should be. */
function rowsLines(result: EngineResult): string[] {
  return [
    ...(result.lateRows === 0
      ? []
      : [`${counted(result.lateRows, 'row')} took longer than flightMostMs and happened late`]),
    ...(result.untimedRows === 0
      ? []
      : [`${counted(result.untimedRows, 'row')} had no exchange time and took feedFallbackMs`]),
    ...(result.aheadRows === 0
      ? []
      : [
          `${counted(result.aheadRows, 'row')} happened after they were heard of by their exchange times and took 0 ms: state clockSkewMs`,
        ]),
  ]
}

function markoutLines({ markouts }: EngineResult): string[] {
  return markouts
    .filter(({ fills }) => fills > 0)
    .map(
      ({ horizonSeconds, fills, meanBps }) =>
        `markout ${horizonSeconds} s: ${decimal(meanBps, 3)} bps over ${counted(fills, 'fill')}, weighted by notional`,
    )
}

/** What orders did not fill, by why. */
function cancelledLines({ cancelled }: EngineResult['orders']): string[] {
  return cancelled.map(
    ({ instrument, reason, orders, lots, quantity }) =>
      `${counted(orders, 'order')} of ${instrument} ended ${reason}, ${counted(lots, 'lot')} (${Number(quantity.toPrecision(12))}) not filled`,
  )
}

function unknownFundingLine({ instruments }: EngineResult): string[] {
  const unknown = instruments.filter(({ isFundingKnown }) => !isFundingKnown)
  const names = unknown.map((each) => `${each.venue}:${each.instrument}:${each.class}`)
  return names.length === 0
    ? []
    : [`funding of ${names.join(', ')} is not in the result: no rates recorded`]
}

/**
 * What each strategy wanted, and what risk refused of it.
 *
 * @param isOrderly of a run that ended in order: what its end itself refused is no news then
 */
export function strategyLines(
  { strategies }: Pick<EngineResult, 'strategies'>,
  isOrderly = false,
): string[] {
  return strategies.flatMap(({ name, intents, refusals, refusalsBy, tally }) => [
    `${name}: ${counted(intents, 'intent')}, ${refusedWords(refusals, refusalsBy, isOrderly)}`,
    ...(tally === undefined ? [] : [`${name}: ${tallyWords(tally)}`]),
    ...(tally?.nearest === undefined ? [] : [`${name}: ${nearestWords(tally.nearest)}`]),
  ])
}

function refusedWords(
  refusals: number,
  refusalsBy: Readonly<Record<string, number>>,
  isOrderly: boolean,
): string {
  const { ending = 0, ...others } = refusalsBy
  return isOrderly
    ? `${count(refusals - ending)} refused by risk${kindsOf(others)}`
    : `${count(refusals)} refused by risk${kindsOf(refusalsBy)}`
}

/** What a strategy took up of the chances it saw, and what it left alone and why. */
function tallyWords({ taken, leftAlone }: StrategyTally): string {
  const times = Object.values(leftAlone).reduce((sum, each) => sum + each, 0)
  const kinds = kindsOf(leftAlone).replaceAll('-', ' ')
  return `${counted(taken, 'chance')} taken, ${count(times)} left alone${kinds}`
}

/** How near the nearest of what was not worth it came, and what would have been worth it. */
function nearestWords(miss: NearestMiss): string {
  const { edgeBps, neededBps, captureProbability, failureBps, expectedProfit, profitLeast } = miss
  const of = 'nearest of those not worth it'
  if (expectedProfit !== undefined && profitLeast !== undefined)
    return `${of}: ${significant(expectedProfit)} expected, where profitLeast is ${significant(profitLeast)}`
  const terms = `both legs are got with probability ${significant(captureProbability)}, else ${significant(failureBps)} bps are lost`
  if (!Number.isFinite(neededBps)) return `${of}: ${significant(edgeBps)} bps after fees; ${terms}`
  return `${of}: ${significant(edgeBps)} bps after fees where more than ${significant(neededBps)} were needed (${terms})`
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function kindsOf(times: Readonly<Record<string, number>>): string {
  const kinds = Object.entries(times).map(([kind, often]) => `${kind} ${count(often)}`)
  return kinds.length === 0 ? '' : ` (${kinds.join(', ')})`
}

/** Where there are several, what each of them came to. */
function strategyTable({ strategies, pnl: all }: EngineResult): string[] {
  if (strategies.length < 2) return []
  const causeNames = causeNamesOf(all)
  const horizons = strategies[0]!.markouts.map(({ horizonSeconds }) => `${horizonSeconds} s, bps`)
  const rows = strategies.map(({ name, fills, turnover, pnl, markouts }) => [
    name,
    count(fills),
    money(turnover, 0),
    ...causeNames.map((cause) => money(pnl[cause] ?? 0)),
    ...markouts.map(({ fills: measured, meanBps }) => (measured === 0 ? '' : decimal(meanBps, 3))),
  ])
  return [alignedTable(['strategy', 'fills', 'turnover', ...causeNames, ...horizons], rows), '']
}

/** Insurance only where a fund has paid. */
function causeNamesOf({ insurance }: PnlByCause): (keyof PnlByCause)[] {
  const always = ['price', 'spread', 'slippage', 'fees', 'funding'] as const
  return [...always, ...(insurance === undefined ? [] : (['insurance'] as const)), 'total']
}

function killWords(kill: NonNullable<EngineResult['kill']>): string {
  return kill.kind === 'asked'
    ? 'asked'
    : `${kill.kind} of ${money(kill.value)} beyond ${money(kill.limit)}`
}
