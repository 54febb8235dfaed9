import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, onTestFinished, type TestContext } from 'vitest'
import { noFlow, type DeskFlow } from '../src/app/flow/desk-flow.ts'
import { noMarket, type DeskMarket } from '../src/app/market/desk-market.ts'
import { webFolder } from '../src/app/package-facts.ts'
import { buildServer } from '../src/app/server/build-server.ts'
import type { DeskJobs } from '../src/app/server/desk-jobs.ts'
import type { BarSeries } from '../src/core/bars.ts'
import { available, unavailable } from '../src/math/outcome.ts'
import { drawnFixture, historyFixture, screenFixture, seriesNames } from './desk-fixture.ts'
import { judgedFixture, sweepFixture } from './desk-judged-fixture.ts'
import { pairFixture } from './desk-pair-fixture.ts'
import { walkForwardFixture } from './desk-walk-forward-fixture.ts'
import { chromiumPath, needs } from './need.ts'
import { runIsobar } from './run-isobar.ts'

/** The page in a real browser, on a server with made-up answers; for the tests of one file. */
export interface DeskInBrowser {
  /** For what a test writes; gone afterwards. */
  readonly folder: string
  /** Where the built page is, once there is a desk. */
  readonly webFolder: string
  /** Builds what is stale, starts server and browser; once for all tests of the file. */
  readonly desk: (context: TestContext) => Promise<Desk>
  /** Another one, for the test that asks. */
  readonly serve: typeof serve
  /** A page whose every complaint, and every request to anyone but us, is a fault of the test. */
  readonly openPage: (desk: Desk, url: string) => Promise<Page>
  /** Lets the long work end that a test has seen running. */
  readonly letGo: () => void
}

interface Desk {
  readonly browser: Browser
  readonly address: string
}

interface Started extends Desk {
  /** Its tabs share the process that draws them, which takes longer to start than a page to show. */
  readonly reader: BrowserContext
  /** What a page remembers, a test leaves to no other. */
  readonly forget: () => Promise<void>
  readonly close: () => Promise<void>
}

export function deskInBrowser(): DeskInBrowser {
  const folder = mkdtempSync(join(tmpdir(), 'isobar-desk-'))
  const faults: string[] = []
  const pages: Page[] = []
  let started: Promise<Started> | undefined

  afterAll(async () => {
    await (await started)?.close()
    rmSync(folder, { recursive: true })
  })
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()))
    await (await started)?.forget()
    const found = faults.splice(0)
    if (found.length > 0) throw new Error(`the page complained: ${found.join('; ')}`)
  })

  return {
    folder,
    webFolder,
    async serve(...asked) {
      const served = await serve(...asked)
      // Its pages are closed by then: one that is open would complain of a server that is gone.
      onTestFinished(() => served.server.close())
      return served
    },
    letGo: () => waiting.splice(0).forEach((go) => go()),
    desk(context) {
      needs('browser', context)
      started ??= startDesk(folder)
      return started
    },
    async openPage(_desk, url) {
      const { reader } = await started!
      const page = await reader.newPage()
      pages.push(page)
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
      })
      page.on('pageerror', (error) => faults.push(String(error)))
      page.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url())
        const isOwn = hostname === '127.0.0.1' || protocol === 'file:' || protocol === 'data:'
        if (!isOwn) faults.push(`asked ${request.url()}`)
      })
      await page.goto(url)
      return page
    },
  }
}

async function startDesk(home: string): Promise<Started> {
  // The launcher builds the page where its sources changed, once for all files of tests.
  const { exitCode, stderr } = runIsobar(['--version'], home)
  if (exitCode !== 0) throw new Error(`the page could not be built: ${stderr}`)
  const { server, address } = await serve()
  shared ??= launchBrowser()
  const browser = await shared
  const reader = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  // While one page of the server is there, so is the process of all of them.
  const resident = await reader.newPage()
  await resident.goto(`${address}api/health`)
  return {
    browser,
    address,
    reader,
    forget: () => resident.evaluate(() => localStorage.clear()),
    async close() {
      await reader.close()
      await server.close()
    },
  }
}

/** One for all files of a worker, with whose process it ends. */
let shared: Promise<Browser> | undefined

/** A browser that asks nobody anything by itself. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    // Signals are for the tests that send them: it ends when its pipe is closed, with this process.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--headless',
      '--no-sandbox',
      '--process-per-site',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

async function serve(market: DeskMarket = noMarket, flow: DeskFlow = noFlow) {
  const universe = { venue: 'synthetic', timeframe: '1h', series: names }
  const options = {
    market,
    flow,
    data: {
      source: { kind: 'synthetic', seed: 1 } as const,
      universes: () => [universe],
      funding: () => Promise.resolve(undefined),
      unsealed: (series: readonly BarSeries[]) => Promise.resolve({ series, notes: [sealedLine] }),
      sealsStamp: () => '',
      listed: () => [],
      files: () => undefined,
      bars: () =>
        Promise.resolve({
          series: names.map(
            (name) =>
              ({
                instrument: { venue: 'synthetic', name },
                times: Float64Array.of(0),
                open: [1],
                close: closes,
              }) as unknown as BarSeries,
          ),
          skipped: [],
        }),
    },
    port: 0,
    webFolder,
    version: '0.0.0',
  }
  const server = await buildServer(options, jobs)
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  return { server, address: `http://127.0.0.1:${port}/` }
}

/** Work that goes on until a reader cancels it. */
function cancelled(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', reject))
}

const waiting: (() => void)[] = []

/** Work that goes on until a test lets it go. */
function held(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
  })
}

/** What the made-up bars say of their seals. */
export const sealedLine = 'from 2024-02-11 on BTC-USDT sealed: nothing later was looked at'

/** As many as a series needs to be used. */
const closes = Array.from({ length: 40 }, (_, row) => 1 + (row % 3))
const names = seriesNames(100)
const jobs: DeskJobs = {
  screen: async (series, { onProgress }, drawn) => {
    const screen = screenFixture(1, series.length)
    if (drawn === undefined) return screen
    onProgress?.(2_000, 9_000)
    await held()
    return drawnFixture(screen, drawn)
  },
  radarHistory: (series, parameters) =>
    Promise.resolve(available(historyFixture(series.length, parameters))),
  flowTrain: async (_task, { onProgress }) => {
    onProgress?.(40, 100)
    await held()
    return available({ name: 'new.json', verdict: 'It forecasts a little.' })
  },
  pair: ({ y, x }, parameters) =>
    Promise.resolve(pairFixture({ y: y.instrument.name, x: x.instrument.name }, parameters)),
  pairNull: async (_input, { nullRuns }, { onProgress }) => {
    onProgress?.(40, 70)
    await held()
    const { null: drawn } = walkForwardFixture(1)
    return available({ null: { ...drawn!, runs: nullRuns }, conclusion: 'Earns by chance.' })
  },
  sweep: async (_input, { grid, parameters }, { onProgress, signal }) => {
    onProgress?.(64, 128)
    // A fee of 9 bps: one that goes on until it is cancelled.
    if (parameters.feeBps === 9) await cancelled(signal)
    return available(sweepFixture(grid))
  },
  verdict: async (_input, _task, { onProgress }) => {
    onProgress?.(40, 70)
    await held()
    return available(judgedFixture())
  },
  walkForward: async (_input, { maxPairs, formationBars }, { onProgress, signal }) => {
    if (formationBars === 9_000) return unavailable('too-few-rows', 'too few rows: 420')
    onProgress?.(3, 5)
    // At most 9 pairs: one that goes on until it is cancelled.
    if (maxPairs === 9) await cancelled(signal)
    return available(walkForwardFixture(1))
  },
}
