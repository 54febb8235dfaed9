import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { keyGuide } from '../keys.ts'
import { change } from '../store.ts'

/** The keyboard guide, over the page. */
export function Help(): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog class="help" ref={dialog} onClose={close} aria-label="Keyboard guide">
      <h2>Keyboard</h2>
      <dl>
        {keyGuide.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="plain" onClick={close}>
        Close
      </button>
    </dialog>
  )
}

function close(): void {
  change((state) => ({ ...state, isHelpOpen: false }))
}
