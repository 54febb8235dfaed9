import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { IsobarError } from '../../core/errors.ts'
import { invariant } from '../../math/invariant.ts'
import type { DataSource } from '../../protocol/desk.ts'
import { describeSource, escapeHtml } from '../server/html.ts'
import { readPage } from '../server/page.ts'
import { chartLogoStyleHash } from '../server/security-headers.ts'

/** A saved run, as `run.json` has it. */
export interface ReportedRun {
  readonly command: string
  readonly version: string
  readonly seed: number | null
  readonly inputs: readonly { readonly file: string; readonly sha256: string }[]
  /** A `ScreenResult`, a `BacktestResult`, or any record with a summary as it was printed. */
  readonly result: unknown
}

/**
 * A run as one HTML file: the desk's own page with its script, its style and the result inside, and no address in
 * it that could be asked for anything. It opens from a disk as well as from a server.
 *
 * @throws IsobarError of code `data` when the result is of a kind or version this page cannot show
 */
export async function renderReport(run: ReportedRun, webFolder: string): Promise<string> {
  requireShowable(run.result)
  const source = sourceOf(run)
  const page = readPage(webFolder, factsOf(run, source))
  const script = inlineScript(await assetOf(page, webFolder, SCRIPT))
  const style = await assetOf(page, webFolder, STYLE)
  invariant(!/<\/style/i.test(style), 'the style sheet does not end its own element')
  const icon = await assetOf(page, webFolder, ICON)
  const data = inJson({ ...run, source })
  return page
    .replace(SCRIPT, () => `<script type="module">${script}</script>`)
    .replace(STYLE, () => `<style>${style}</style>`)
    .replace(ICON, () => `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">`)
    .replace('<head>', () => `<head>\n    ${policyOf(script, style)}`)
    .replace(
      '</body>',
      () => `  <script type="application/json" id="isobar-run">${data}</script>\n  </body>`,
    )
}

function inJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

// What vite writes into the page's head: one of each.
const SCRIPT = /<script type="module"[^>]* src="\.\/([^"]+)"><\/script>/
const STYLE = /<link rel="stylesheet"[^>]* href="\.\/([^"]+)">/
const ICON = /<link rel="icon"[^>]* href="\.\/([^"]+)"[^>]*>/

async function assetOf(page: string, webFolder: string, link: RegExp): Promise<string> {
  const name = link.exec(page)?.[1]
  invariant(name !== undefined, `the built page has an element like ${link.source}`)
  return readFile(join(webFolder, name), 'utf8')
}

/** Inside a script element only these two end or nest it; a backslash there changes no string of JavaScript. */
function inlineScript(script: string): string {
  return script.replaceAll(/<\/(script)/gi, String.raw`<\/$1`).replaceAll('<!--', String.raw`<\!--`)
}

/** Nothing but what the file itself carries may run, and nothing may be fetched. */
function policyOf(script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}' '${chartLogoStyleHash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<meta http-equiv="Content-Security-Policy" content="${policy}">`
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** A run without input files made its own data: it says so wherever it is shown. */
function sourceOf({ seed, inputs }: ReportedRun): DataSource | null {
  return seed !== null && inputs.length === 0 ? { kind: 'synthetic', seed } : null
}

/** What a reader without a script sees. */
function factsOf(run: ReportedRun, source: DataSource | null): string {
  const { conclusion } = run.result as { readonly conclusion?: unknown }
  const lines = [
    '<h1>Isobar</h1>',
    `<p>Report of <code>isobar ${escapeHtml(run.command)}</code>, version ${escapeHtml(run.version)}.</p>`,
    source === null ? '' : `<p><strong>${escapeHtml(describeSource(source))}</strong></p>`,
    typeof conclusion === 'string' ? `<p>${escapeHtml(conclusion)}</p>` : '',
    `<ul>${run.inputs.map(({ file, sha256 }) => `<li>${escapeHtml(file)} <code>${escapeHtml(sha256)}</code></li>`).join('')}</ul>`,
    '<p>The tables and charts need JavaScript; the numbers are in this file as JSON.</p>',
  ]
  return lines.filter((line) => line !== '').join('\n')
}

/** Kinds that have pages of their own, and which version of them these know. Others are shown by the names of their fields. */
const knownVersion = 1
const known: readonly string[] = [
  'pairs-screen',
  'pairs-backtest',
  'pairs-walkforward',
  'pairs-sweep',
  'pairs-verdict',
  'stats',
  'trade',
  'trade-comparison',
  'arb-scan',
  'arb-backtest',
  'route',
  'route-schedule',
]

function requireShowable(result: unknown): void {
  const { kind, version } = (result ?? {}) as {
    readonly kind?: unknown
    readonly version?: unknown
  }
  if (typeof kind === 'string' && (version === knownVersion || !known.includes(kind))) return
  const came = `${String(kind)} version ${String(version)}`
  throw new IsobarError(
    'data',
    `a report shows results that name their kind, ${known.join(', ')} of version ${knownVersion}; this run holds ${came}`,
    { context: { kind: String(kind), version: String(version) } },
  )
}
