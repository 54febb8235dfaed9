import type { ComponentChildren, VNode } from 'preact'
import type { Failure, Progress } from '../state.ts'

/** A calm word where something is not there: what it is, and what to do next. */
export function Notice(props: {
  readonly title: string
  readonly isAlert?: boolean
  readonly children: ComponentChildren
}): VNode {
  return (
    <section class="notice" role={props.isAlert === true ? 'alert' : 'status'}>
      <h2>{props.title}</h2>
      {props.children}
    </section>
  )
}

/** Why something failed and the way on from there. */
export function FailureNotice(props: {
  readonly failure: Failure
  readonly children?: ComponentChildren
}): VNode {
  const { failure } = props
  if (failure.kind === 'unreachable') {
    return (
      <Notice title="The desk’s server does not answer" isAlert>
        <p>
          Nothing listens at <code>{location.host}</code>. Start it again with{' '}
          <code>npm start</code>; this page notices by itself and goes on.
        </p>
      </Notice>
    )
  }
  if (failure.kind === 'no-result') {
    return (
      <Notice title="These bars give no result" isAlert>
        <p>{failure.message}</p>
        <p>Change the parameters beside, or choose another universe.</p>
      </Notice>
    )
  }
  const titles: Readonly<Record<number, string>> = {
    400: 'That cannot be worked out',
    404: 'That is not here',
    422: 'The bars cannot be used',
    503: 'The desk is busy',
  }
  return (
    <Notice title={titles[failure.status] ?? 'The desk could not do it'} isAlert>
      <p>{failure.message}</p>
      {props.children}
    </Notice>
  )
}

/** How far something is; without a total, that it runs. */
export function Working(props: {
  readonly title: string
  readonly progress: Progress | null
  readonly unit: string
  readonly children?: ComponentChildren
}): VNode {
  const { title, progress, unit } = props
  return (
    <section class="notice" role="status">
      <h2>{title}</h2>
      {progress === null || progress.total === 0 ? (
        <progress aria-label={title} />
      ) : (
        <>
          <progress aria-label={title} value={progress.done} max={progress.total} />
          <p class="numbers">
            {progress.done.toLocaleString('en')} of {progress.total.toLocaleString('en')} {unit}
          </p>
        </>
      )}
      {props.children}
    </section>
  )
}
