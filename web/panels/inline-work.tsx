import type { ComponentChildren, VNode } from 'preact'
import type { Long } from '../state.ts'

/** Work inside a panel: the offer to start it, how far it is with a way to end it, or why there is nothing. */
export function InlineWork<Value>(props: {
  readonly work: Long<Value>
  readonly title: string
  readonly unit: string
  readonly onCancel: () => void
  /** The offer. */
  readonly children: ComponentChildren
}): VNode | null {
  const { work, title, unit } = props
  switch (work.kind) {
    case 'ready':
      return null
    case 'looking':
    case 'absent':
      return <>{props.children}</>
    case 'running':
      return (
        <div class="inline-work" role="status">
          {work.progress === null ? (
            <progress aria-label={title} />
          ) : (
            <progress aria-label={title} value={work.progress.done} max={work.progress.total} />
          )}
          <span class="soft numbers">
            {work.progress === null
              ? `${title}: waiting for its turn`
              : `${title}: ${work.progress.done.toLocaleString('en')} of ${work.progress.total.toLocaleString('en')} ${unit}`}
          </span>
          <button type="button" onClick={props.onCancel}>
            Cancel
          </button>
        </div>
      )
    case 'failed':
      return (
        <>
          <p class="wrong" role="alert">
            {work.failure.kind === 'unreachable'
              ? 'The desk’s server does not answer.'
              : work.failure.message}
          </p>
          {props.children}
        </>
      )
  }
}
