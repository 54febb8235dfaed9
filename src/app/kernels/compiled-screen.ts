import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { invariant } from '../../math/invariant.ts'
import {
  blockCount,
  type PairColumns,
  type ScreenKernel,
  type ScreenPlan,
  type ScreenSession,
} from '../../math/kernels/screen-kernel.ts'
import { kernelsFolder } from '../package-facts.ts'
import { layoutBytes, type ScreenMemory, screenMemory, writeTables } from './screen-memory.ts'
import {
  allocateShared,
  compileModule,
  type CompiledModule,
  instantiate,
  memoryBytesMax,
  type SharedMemory,
} from './web-assembly.ts'

/** The compiled screen, built by `npm run build` from src/math/kernels/screen.as.ts. */
export function loadScreenModule(): CompiledModule {
  return compileModule(readFileSync(join(kernelsFolder, 'screen.wasm')))
}

/** What the module exports; addresses are bytes, ranges count in blocks. */
interface ScreenExports {
  readonly layoutBytes: () => number
  readonly scratchBytes: (
    ...shape: [blocks: number, size: number, frequencies: number, lags: number, ranks: number]
  ) => number
  readonly prepare: (...call: [layout: number, scratch: number, from: number, to: number]) => void
  readonly testPairs: TileFunction
  readonly testRanks: TileFunction
}

type TileFunction = (
  ...call: [layout: number, scratch: number, row: number, from: number, to: number]
) => void

/** A panel's memory, which as many threads as it was made for may attach to. */
export interface SharedScreen {
  readonly plan: ScreenPlan
  readonly memory: SharedMemory
}

/** Bytes a plan takes with so many threads. */
function screenBytes(module: CompiledModule, plan: ScreenPlan, threads: number): number {
  return screenMemory(plan).end + threads * scratchBytes(module, screenMemory(plan))
}

/** Whether the compiled kernel can address what a plan takes. */
export function fitsMemory(module: CompiledModule, plan: ScreenPlan, threads: number): boolean {
  return screenBytes(module, plan, threads) <= memoryBytesMax
}

/** Memory with the tables of a plan and room for so many threads. */
export function shareScreen(
  module: CompiledModule,
  plan: ScreenPlan,
  threads: number,
): SharedScreen {
  const memory = allocateShared(screenBytes(module, plan, threads))
  writeTables(screenMemory(plan), memory.buffer)
  return { plan, memory }
}

/** A thread's own view of a panel that threads share; `thread` counts from 0. */
export function attachScreen(
  module: CompiledModule,
  { plan, memory }: SharedScreen,
  thread: number,
): ScreenSession {
  const places = screenMemory(plan)
  const code = instantiate(module, memory) as ScreenExports
  const scratch = places.end + thread * scratchBytes(module, places)
  const { layout } = places
  const overRows =
    (test: TileFunction): ScreenSession['testPairs'] =>
    ({ rows, columns }) => {
      for (let row = rows.from; row < rows.to; row++) {
        if (columns.from <= row) test(layout, scratch, row, columns.from, columns.to)
      }
    }
  const testRanks = overRows(code.testRanks)
  return {
    plan,
    levels: Array.from(
      { length: plan.seriesCount },
      (_, k) =>
        new Float64Array(memory.buffer, places.places.levels + 8 * k * plan.rows, plan.rows),
    ),
    pairs: pairColumns(places, memory.buffer),
    prepare: ({ from, to }) => code.prepare(layout, scratch, from, to),
    testPairs: overRows(code.testPairs),
    testRanks: (tiles) => {
      invariant(plan.ranks === 'testable', 'a plan without ranks')
      testRanks(tiles)
    },
  }
}

/** The compiled kernel for one thread, each panel in memory of its own. */
export function compiledScreenKernel(module: CompiledModule): ScreenKernel {
  return { open: (plan) => attachScreen(module, shareScreen(module, plan, 1), 0) }
}

function scratchBytes(module: CompiledModule, { plan, shape }: ScreenMemory): number {
  // A page is enough to ask: these two touch no memory.
  const code = instantiate(module, allocateShared(1)) as ScreenExports
  invariant(
    code.layoutBytes() === layoutBytes,
    `the compiled layout has ${code.layoutBytes()} bytes, ours ${layoutBytes}`,
  )
  const bytes = code.scratchBytes(
    blockCount(plan.seriesCount),
    shape.size,
    shape.frequencies,
    plan.maxLags,
    plan.ranks === 'testable' ? 1 : 0,
  )
  return Math.ceil(bytes / scratchAlignmentBytes) * scratchAlignmentBytes
}

/** A page of the processor's: threads keep off each other's. */
const scratchAlignmentBytes = 4096

function pairColumns({ plan, places }: ScreenMemory, buffer: SharedArrayBuffer): PairColumns {
  const pairs = (plan.seriesCount * (plan.seriesCount - 1)) / 2
  return {
    statistic: new Float64Array(buffer, places.statistic, 2 * pairs),
    lags: new Int32Array(buffer, places.lags, 2 * pairs),
    hedgeRatio: new Float64Array(buffer, places.hedgeRatio, 2 * pairs),
    unexplained: new Float64Array(buffer, places.unexplained, 2 * pairs),
    phi: new Float64Array(buffer, places.phi, 2 * pairs),
    doubtful: new Uint8Array(buffer, places.doubtful, 2 * pairs),
    largerEigenvalue: new Float64Array(buffer, places.largerEigenvalue, pairs),
    smallerEigenvalue: new Float64Array(buffer, places.smallerEigenvalue, pairs),
    rankDoubtful: new Uint8Array(buffer, places.rankDoubtful, pairs),
  }
}
