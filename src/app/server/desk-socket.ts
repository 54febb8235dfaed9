import type { FastifyInstance } from 'fastify'
import type { DeskFrame, Health } from '../../protocol/desk.ts'
import { serverLimits } from './limits.ts'

/** What is used of a socket of the `ws` package, which comes without types. */
export interface ServerSocket {
  readonly bufferedAmount: number
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
  on(event: 'close' | 'error', listener: () => void): void
  on(event: 'message', listener: (data: Buffer) => void): void
}

/** The open windows, and one way to tell them all. */
export interface DeskSockets {
  tell(frame: DeskFrame): void
  close(): void
}

/** @param greeted hears of every window that was taken in and told who we are */
export function deskSockets(
  greeted: (socket: ServerSocket) => void,
): DeskSockets & { add(socket: ServerSocket, health: Health): void } {
  const open = new Set<ServerSocket>()
  return {
    add(socket, health) {
      if (open.size >= serverLimits.socketsMax) {
        socket.close(1013, `this desk serves ${serverLimits.socketsMax} windows at once`)
        return
      }
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      // A reset connection is followed by 'close'; without a listener it would end the process.
      socket.on('error', () => socket.terminate())
      const hello: DeskFrame = { type: 'hello', health }
      socket.send(JSON.stringify(hello))
      greeted(socket)
    },
    tell(frame) {
      const text = JSON.stringify(frame)
      for (const socket of open) {
        if (socket.bufferedAmount > serverLimits.socketBufferedBytesMax) socket.terminate()
        else socket.send(text)
      }
    },
    close() {
      for (const socket of open) {
        socket.close(1001, 'the desk is closing')
        // A window that hangs would keep the whole desk from ending.
        const cut = setTimeout(() => socket.terminate(), serverLimits.socketFarewellMsMax)
        socket.on('close', () => clearTimeout(cut))
      }
    },
  }
}

/** `/ws`: speaks; of what it is told it understands which books a page wants to see. */
export function addSocketRoute(
  server: FastifyInstance,
  sockets: ReturnType<typeof deskSockets>,
  health: () => Health,
): void {
  server.get('/ws', { websocket: true }, (socket: ServerSocket) => sockets.add(socket, health()))
}
