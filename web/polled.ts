import { useEffect, useState } from 'preact/hooks'
import type { Asked } from './ask-server.ts'

/**
 * What the server answers at a path, asked again and again while somebody looks: the next question waits for the answer of
 * the one before, and of a page that is not seen nothing is asked.
 *
 * @param askFor the same function at every drawing
 * @returns null until the first answer; an answer to another path is none
 */
export function usePolled<Value>(
  path: string | null,
  everyMs: number,
  askFor: (path: string, signal: AbortSignal) => Promise<Asked<Value>>,
): Asked<Value> | null {
  const [answer, setAnswer] = useState<{ path: string; asked: Asked<Value> } | null>(null)
  useEffect(() => {
    if (path === null) return undefined
    const over = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      if (!document.hidden) {
        const asked = await askFor(path, over.signal)
        setAnswer({ path, asked })
      }
      timer = setTimeout(again, everyMs)
    }
    const again = (): void => {
      ask().catch((cause: unknown) => {
        if (!over.signal.aborted) throw cause
      })
    }
    again()
    return () => {
      over.abort()
      clearTimeout(timer)
    }
  }, [path, everyMs, askFor])
  return answer?.path === path ? answer.asked : null
}
