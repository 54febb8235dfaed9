import type { LongAnswer } from '../src/protocol/desk.ts'
import { askServer } from './ask-server.ts'
import type { Long } from './state.ts'

/** While work runs the page asks so often how far it is; an answer is a hundred bytes until it is done. */
const lookAgainMs = 300

/** While nobody answers. */
const serverAgainMs = 2_000

/** The page's end of one kind of long work: follows whatever the address asks for, starts and cancels it. */
export interface LongClient {
  /** @param path where the work lives; null where the address asks for none */
  follow(path: string | null): void
  start(): void
  cancel(): void
}

/** @param show hears what there is to show, the latest of the followed path only */
export function longClient<Value>(show: (long: Long<Value>) => void): LongClient {
  let path: string | null = null
  let ending = new AbortController()

  const ask = async (method: 'GET' | 'POST' | 'DELETE'): Promise<void> => {
    ending.abort()
    ending = new AbortController()
    const { signal } = ending
    let next = method
    try {
      for (;;) {
        if (path === null) return
        const asked = await askServer<LongAnswer<Value>>(path, signal, next)
        if (asked.kind === 'failed') {
          show(asked)
          if (asked.failure.kind !== 'unreachable') return
          await pause(serverAgainMs, signal)
          continue
        }
        show(shownOf(asked.value))
        if (asked.value.state !== 'running') return
        next = 'GET'
        await pause(lookAgainMs, signal)
      }
    } catch (error) {
      // The reader has gone elsewhere.
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
    }
  }

  return {
    follow(next) {
      if (next === path) return
      path = next
      ending.abort()
      show({ kind: 'looking' })
      if (path !== null) void ask('GET')
    },
    start() {
      show({ kind: 'running', progress: null })
      void ask('POST')
    },
    cancel: () => void ask('DELETE'),
  }
}

function shownOf<Value>(answer: LongAnswer<Value>): Long<Value> {
  switch (answer.state) {
    case 'absent':
      return { kind: 'absent' }
    case 'running': {
      const { done, total } = answer
      return { kind: 'running', progress: total === 0 ? null : { done, total } }
    }
    case 'done':
      return { kind: 'ready', value: answer.result, sealed: answer.sealed }
    case 'refused':
      return { kind: 'failed', failure: { kind: 'no-result', message: answer.message } }
    case 'failed':
      return { kind: 'failed', failure: { kind: 'refused', status: 500, message: answer.message } }
  }
}

async function pause(afterMs: number, signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, afterMs)
  })
  signal.throwIfAborted()
}
