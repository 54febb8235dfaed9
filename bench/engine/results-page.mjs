// docs/results/engine.md out of runs.

/** The page: what was run, how fast, and what came of it. */
export function resultsPage(runs, machine) {
  const sets = [...new Set(runs.map(({ set }) => set))]
  return `${[
    '# What three simple strategies say on real ticks',
    '',
    'Made by `node bench/engine-results.mjs DATA`, not written by hand. Every figure is after the costs it stands beside.',
    'None of the three is meant to earn anything: they are the examples, with settings nobody has searched for, on minutes',
    'to hours of data. What the table is good for is what a queue model and a few milliseconds are worth.',
    '',
    'Columns are in the quote currency, signed as gains: `price` is what the mid did to the position, `spread` what makers',
    'were paid against the mid at the fill, `slippage` what takers lost against the mid at their decision. Latency is the',
    'feed, the order and the answer each. A taker has no queue: where all four models give the same run (the audit hash is',
    'the same), it is one row.',
    '',
    "Bitstamp's set begins without a snapshot: what stood in the book before is not known. Slippage above zero there says",
    'that its book is not quite what the venue had, not that taking earned anything.',
    '',
    `Processor time of one core of ${machine}, reading Parquet included; the machine was busy with other work.`,
    '',
    ...speedTable(sets, runs),
    ...sets.flatMap((set) => [
      '',
      `## ${set.set}: ${set.venue}:${set.name}`,
      '',
      facts(
        set,
        runs.find((run) => run.set === set),
      ),
      ...[...new Set(runs.filter((run) => run.set === set).map(({ file }) => file))].flatMap(
        (file) =>
          resultTable(
            file,
            runs.filter((run) => run.set === set && run.file === file),
          ),
      ),
    ]),
  ].join('\n')}\n`
}

function speedTable(sets, runs) {
  const rows = sets.map((set) => {
    const own = runs.filter((run) => run.set === set)
    const rates = own
      .map(({ result, seconds }) => result.events / seconds)
      .toSorted((a, b) => a - b)
    const { events, messages } = own[0].result
    const million = (rates[rates.length >> 1] / 1e6).toFixed(2)
    return `| ${set.set} | ${events.toLocaleString('en-US')} | ${messages.toLocaleString('en-US')} | ${million} |`
  })
  return [
    '| recording | events | messages | M events/s, median |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
  ]
}

function facts({ feesBps, currency, hedge }, { result }) {
  const [maker, taker] = feesBps
  const beside =
    hedge === undefined ? '' : ` The hedger trades ${hedge} against it, at the same fees.`
  return `${iso(result.from)} to ${iso(result.to)}, fees ${maker} bps maker and ${taker} bps taker, in ${currency}.${beside}`
}

function resultTable(file, runs) {
  const rows = []
  for (const latencyMs of new Set(runs.map((run) => run.latencyMs))) {
    const own = runs.filter((run) => run.latencyMs === latencyMs)
    const isOne = own.every(({ result }) => result.auditHash === own[0].result.auditHash)
    for (const run of isOne ? own.slice(0, 1) : own)
      rows.push(rowOf(isOne ? 'any' : run.queue, run))
  }
  return [
    '',
    `### ${file.replaceAll('-', ' ')}`,
    '',
    '| latency | queue | fills | turnover | price | spread | slippage | fees | funding | total | bps of turnover | markout 10 s, bps |',
    '| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ]
}

function rowOf(queue, { latencyMs, result }) {
  const { pnl, instruments, markouts } = result
  const fills = instruments.reduce((sum, each) => sum + each.fills, 0)
  const turnover = instruments.reduce((sum, each) => sum + each.turnover, 0)
  const markout = markouts.find(({ horizonSeconds }) => horizonSeconds === 10)
  const cells = [
    `${latencyMs} ms`,
    queue,
    fills,
    turnover.toFixed(0),
    ...[pnl.price, pnl.spread, pnl.slippage, pnl.fees, pnl.funding, pnl.total].map(money),
    fills === 0 ? '–' : ((pnl.total / turnover) * 1e4).toFixed(2),
    markout === undefined || markout.fills === 0 ? '–' : markout.meanBps.toFixed(2),
  ]
  return `| ${cells.join(' | ')} |`
}

function iso(time) {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

function money(value) {
  return value.toFixed(2)
}
