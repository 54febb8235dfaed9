import type { Health, ScreenAnswer, Universe } from '../../protocol/desk.ts'
import type { ScreenResult } from '../../research/pairs/screen-result.ts'
import { describeMarket, describeSource, escapeHtml } from './html.ts'

/** Rows of a screen on its plain page; all of them are in `/api/screen`. */
const listedRowsMax = 200

/** What the front page says to a reader without a script: name, mode, source, where to go. */
export function factsHtml(health: Health): string {
  return [
    `<h1>Isobar</h1>`,
    `<p>Desk for statistical arbitrage, version ${escapeHtml(health.version)}.`,
    `Mode: ${health.mode}. Data: <strong>${escapeHtml(describeSource(health.source))}</strong>.</p>`,
    `<p>Market: <strong>${escapeHtml(describeMarket(health.market))}</strong></p>`,
    `<p>Without a script: <a href="/listing">plain listing</a> of universes and screens,`,
    `<a href="/market">the market</a>: venues, touches, positions, orders, journal;`,
    `<a href="/api/health">/api/health</a>, <a href="/api/universes">/api/universes</a>,`,
    `<a href="/api/market">/api/market</a>.</p>`,
  ].join('\n')
}

/** All universes, each with a link to its screen. */
export function universesHtml(health: Health, universes: readonly Universe[]): string {
  const items = universes.map((universe) => {
    const { venue, timeframe, series } = universe
    const names = escapeHtml(series.join(', '))
    return `<li><a href="/listing?${queryOf(universe)}">${escapeHtml(venue)} ${escapeHtml(timeframe)}</a>: ${series.length} series (${names})</li>`
  })
  const list =
    items.length === 0
      ? '<p>There is no universe with two series or more. Start the desk with --data DIR.</p>'
      : `<ul>\n${items.join('\n')}\n</ul>`
  return plainPage('Universes', health, list)
}

/** A screen as a table; while it runs, how far it is. */
export function screenHtml(health: Health, universe: Universe, answer: ScreenAnswer): string {
  const title = `Pairs of ${universe.venue} ${universe.timeframe}`
  switch (answer.state) {
    case 'running':
      return plainPage(
        title,
        health,
        `<p>Running: ${answer.done} of ${answer.total} pairs. <a href="/listing?${queryOf(universe)}">Look again</a>.</p>`,
      )
    case 'failed':
      return plainPage(title, health, `<p>Failed: ${escapeHtml(answer.message)}</p>`)
    case 'done':
      return plainPage(
        title,
        health,
        `${answer.sealed.map((line) => `<p>${escapeHtml(line)}</p>\n`).join('')}${screenTable(answer.result)}`,
      )
  }
}

function screenTable(result: ScreenResult): string {
  const rows = result.results.slice(0, listedRowsMax).map((row) => {
    const cells = [
      row.y,
      row.x,
      row.statistic.toFixed(3),
      row.pValue.toPrecision(3),
      row.qValue.toPrecision(3),
      String(row.observations),
      row.hedgeRatio.toPrecision(4),
      row.halfLifeBars === null ? '' : row.halfLifeBars.toFixed(1),
      row.rejected ? 'rejected' : '',
    ]
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
  })
  const head = ['y', 'x', 'statistic', 'p', 'q', 'rows', 'hedge ratio', 'half-life (bars)', 'null']
  return [
    `<p>${result.unorderedPairs} pairs, ${result.tests} tests; ${result.rejectedPairs} pairs rejected at`,
    `${result.alpha} (${result.fdr}). Null hypothesis: the two series are not cointegrated.`,
    `${result.results.length > listedRowsMax ? `First ${listedRowsMax} of ${result.results.length} rows.` : ''}</p>`,
    `<table>\n<thead><tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr></thead>`,
    `<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`,
  ].join('\n')
}

export function plainPage(title: string, health: Health, body: string): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)} - Isobar</title>`,
    '<meta name="viewport" content="width=device-width"></head><body>',
    `<p><a href="/">Isobar</a> ${escapeHtml(health.version)}, ${escapeHtml(describeSource(health.source))}. <a href="/listing">Universes</a> <a href="/market">Market</a></p>`,
    `<h1>${escapeHtml(title)}</h1>`,
    body,
    '</body></html>\n',
  ].join('\n')
}

function queryOf({ venue, timeframe }: Universe): string {
  return escapeHtml(new URLSearchParams({ venue, timeframe }).toString())
}
