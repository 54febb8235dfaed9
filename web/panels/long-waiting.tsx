import type { ComponentChildren, VNode } from 'preact'
import type { LongClient } from '../long-work.ts'
import type { DeskState, Long } from '../state.ts'
import { FailureNotice, Notice, Working } from './notice.tsx'

/** What stands in a result's place: the offer to run it, how far it is with a way to end it, or why there is none. */
export function LongWaiting<Value>(props: {
  readonly state: DeskState
  readonly long: Long<Value>
  readonly work: LongClient
  readonly title: string
  readonly unit: string
  /** What the work does, in words. */
  readonly children: ComponentChildren
}): VNode | null {
  const { state, long, work, title, unit } = props
  if (state.universes.kind === 'failed') return <FailureNotice failure={state.universes.failure} />
  switch (long.kind) {
    case 'ready':
    case 'looking':
      return null
    case 'absent':
      return (
        <Notice title="Not run yet with these parameters">
          {props.children}
          <p class="actions">
            <button type="button" class="run" onClick={() => work.start()}>
              Run it
            </button>
          </p>
        </Notice>
      )
    case 'running':
      return (
        <Working title={title} progress={long.progress} unit={unit}>
          <p class="actions">
            <button type="button" onClick={() => work.cancel()}>
              Cancel
            </button>
          </p>
        </Working>
      )
    case 'failed':
      return (
        <FailureNotice failure={long.failure}>
          <p class="actions">
            <button type="button" onClick={() => work.start()}>
              Run it again
            </button>
          </p>
        </FailureNotice>
      )
  }
}
