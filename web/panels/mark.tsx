import type { VNode } from 'preact'

/** Three lines of equal pressure. */
export function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <path d="M2 13.5C5 6 9 3.5 18 4" />
      <path d="M3.5 16.5C6.5 9.5 10 7.5 18 8" />
      <path d="M6.5 18.2C9 13.5 12 11.7 18 12" />
    </svg>
  )
}
