import { effect } from '@preact/signals'
import type { DeskFrame } from '../src/protocol/desk.ts'
import type { WatchRequest } from '../src/protocol/market.ts'
import { hurryScreen, loadScreen } from './load.ts'
import { hear } from './state.ts'
import { hearMarket, watchedBase } from './market-store.ts'
import { change, desk } from './store.ts'

/** Pauses between attempts to reach a server that went away; the last one repeats. */
const againMs = [500, 1_000, 2_000, 5_000] as const

/** Listens to the desk's socket for as long as the page lives. */
export function listenToServer(): void {
  let attempt = 0
  const connect = (): void => {
    const url = new URL('ws', document.baseURI)
    url.protocol = url.protocol.replace('http', 'ws')
    const socket = new WebSocket(url)
    socket.addEventListener('message', ({ data }) => {
      attempt = 0
      const frame = JSON.parse(String(data)) as DeskFrame
      if (hearMarket(frame)) return
      const wasLost = desk.peek().link === 'lost'
      change((state) => hear(state, frame))
      if (frame.type === 'screen-done') hurryScreen(frame)
      if (frame.type === 'hello' && wasLost) askAgainForScreen()
    })
    socket.addEventListener('open', () => {
      const end = effect(() => {
        const request: WatchRequest = { type: 'watch', base: watchedBase.value }
        socket.send(JSON.stringify(request))
      })
      socket.addEventListener('close', end)
    })
    socket.addEventListener('close', () => {
      change((state) => ({ ...state, link: 'lost' }))
      setTimeout(connect, againMs[Math.min(attempt++, againMs.length - 1)])
    })
  }
  connect()
}

/** A server that came back may not know the screen any more that it was running. */
function askAgainForScreen(): void {
  const { screen, screenOf } = desk.peek()
  if (screen.kind !== 'ready' && screenOf !== null) void loadScreen(screenOf)
}
