import type { Span, Tiles } from '../../math/kernels/screen-kernel.ts'
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

/** The pairs the kernel had no answer for; those it had one for stand in its memory. */
export type ScreenAnswer = readonly PairException[]
