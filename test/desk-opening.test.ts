import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, expect, test, type TestContext } from 'vitest'
import { launchBrowser } from './desk-browser.ts'
import { needs } from './need.ts'
import { slowness } from './slowness.ts'
import { projectFolder } from './source-files.ts'

// The desk as a person starts it, opened for the first time: nothing was screened yet.

const home = mkdtempSync(join(tmpdir(), 'isobar-opening-'))
const started: ChildProcess[] = []
let browser: Browser | undefined

afterAll(async () => {
  await browser?.close()
  for (const desk of started) desk.kill()
  rmSync(home, { recursive: true, force: true })
})

/** What a reader waits at most, on a machine that is his own. */
const openMsMax = 2_000

/** A busy machine is given so much more time and no more: beyond it says nothing about the desk. */
const slownessMost = 4

const tries = 3

test('a first opening has 4,950 pairs that can be sorted within two seconds', async (context) => {
  const took: { readonly opened: number; readonly allowed: number }[] = []
  for (let n = 0; n < tries && !took.some(isInTime); n++) {
    const before = slowness()
    const opened = await firstOpening(context)
    const busy = Math.min(slownessMost, (before + slowness()) / 2)
    took.push({ opened, allowed: openMsMax * busy })
  }
  // The machine may be busy with other things for a moment: one of three has to be in time.
  expect(took.some(isInTime), JSON.stringify(took)).toBe(true)
})

function isInTime({ opened, allowed }: { readonly opened: number; readonly allowed: number }) {
  return opened <= allowed
}

/** Milliseconds from an empty window to a table that was sorted by a click, on a desk nobody has asked anything. */
async function firstOpening(context: TestContext): Promise<number> {
  needs('browser', context)
  browser ??= await launchBrowser()
  const address = await startedDesk()
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const from = performance.now()
  await page.goto(address, { waitUntil: 'commit' })
  await page.click('[role=columnheader].cell-halfLifeBars button')
  await page.waitForSelector('[role=columnheader].cell-halfLifeBars[aria-sort=ascending]')
  const opened = performance.now() - from
  expect(await page.getAttribute('#pairs-grid', 'aria-rowcount')).toBe('9901')
  await page.close()
  started.pop()?.kill()
  return opened
}

async function startedDesk(): Promise<string> {
  const desk = spawn(
    process.execPath,
    [join(projectFolder, 'bin', 'isobar'), 'start', '--embedded', '--port', '0', '--json'],
    { env: { ...process.env, ISOBAR_HOME: home }, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  started.push(desk)
  let said = ''
  for await (const chunk of desk.stdout) {
    said += String(chunk)
    const address = /"address":\s*"([^"]+)"/.exec(said)?.[1]
    if (address !== undefined) return address
  }
  throw new Error(`the desk did not start: ${said}`)
}
