import type { ScreenPlan, Span, Tiles } from '../../math/kernels/screen-kernel.ts'
import type { NullPanel } from '../../research/pairs/null/draw-universe.ts'
import type { NullTables, ObservedPairs } from '../../research/pairs/null/null-tables.ts'
import type { PairException, PanelWork } from '../../research/pairs/screen-panel.ts'
import type { ScreenOptions } from '../../research/pairs/screen-pair.ts'
import type { SharedScreen } from '../kernels/compiled-screen.ts'
import type { CompiledModule } from '../kernels/web-assembly.ts'

/** What a thread of a screen is born with. */
export interface ScreenThread {
  readonly module: CompiledModule
  readonly thread: number
  /** Of the universe's series. */
  readonly names: readonly string[]
  readonly options: ScreenOptions
}

/**
 * What the threads of a screen are told. After `panel` all orders are about it; its tiles come when its blocks are
 * prepared.
 */
export type ScreenOrder =
  | {
      readonly kind: 'panel'
      readonly panel: PanelWork['panel']
      /** The kernel's memory, or plain columns where it has no such test. */
      readonly held:
        | { readonly kind: 'shared'; readonly screen: SharedScreen }
        | { readonly kind: 'columns'; readonly levels: readonly Float64Array[] }
    }
  | { readonly kind: 'prepare'; readonly blocks: Span }
  | { readonly kind: 'test'; readonly tiles: Tiles }
  | {
      /** After it `draw` is about this panel. */
      readonly kind: 'null'
      readonly work: NullPanel
      /** Undefined where the kernel has no such test. */
      readonly plan: ScreenPlan | undefined
      readonly observed: ObservedPairs
      readonly tables: NullTables
      readonly seed: number
    }
  | { readonly kind: 'draw'; readonly universes: Span }

/** Of `test` the pairs the kernel had no answer for, of others nothing; what else was found stands in shared memory. */
export type ScreenAnswer = readonly PairException[]
