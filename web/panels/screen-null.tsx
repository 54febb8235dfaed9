import type { VNode } from 'preact'
import { undrawn } from '../../src/protocol/radar-parameters.ts'
import { screenNullWork } from '../load.ts'
import type { DeskState } from '../state.ts'
import { visit } from '../store.ts'
import { InlineWork } from './inline-work.tsx'

/** What the screen's p-values rest on: tables, or universes drawn without relations, worked out when asked for. */
export function ScreenNull({ state }: { readonly state: DeskState }): VNode {
  const { lastScreen, drawnScreen } = state
  const isDrawn = lastScreen.drawn.null === 'bootstrap'
  const draw = (): void => {
    visit({ ...lastScreen, drawn: { ...lastScreen.drawn, null: 'bootstrap' } })
    // What is there already is shown, not worked out again.
    screenNullWork.start()
  }
  return (
    <div class="screen-null">
      <span class="soft">p from</span>
      <div class="choice" role="group" aria-label="What p-values rest on">
        <button
          type="button"
          aria-pressed={!isDrawn}
          onClick={() => visit({ ...lastScreen, drawn: undrawn })}
        >
          tables
        </button>
        <button
          type="button"
          aria-pressed={isDrawn}
          title="Hold every pair against universes without relations drawn from these returns"
          onClick={draw}
        >
          drawn universes
        </button>
      </div>
      {isDrawn && (
        <InlineWork
          work={drawnScreen}
          title="Drawing"
          unit="tests"
          onCancel={() => screenNullWork.cancel()}
        >
          {drawnScreen.kind !== 'looking' && (
            <span class="soft">
              not drawn yet{' '}
              <button type="button" onClick={draw}>
                Draw {lastScreen.drawn.universes}
              </button>
            </span>
          )}
        </InlineWork>
      )}
    </div>
  )
}
