import type { VNode } from 'preact'

/** What of these bars nobody may see, or has seen before its time: a line each, where there is any. */
export function Sealed({ lines }: { readonly lines: readonly string[] | undefined }): VNode | null {
  if (lines === undefined || lines.length === 0) return null
  return (
    <p class="sealed" role="note">
      {lines.join('; ')}
    </p>
  )
}
