import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import { IsobarError } from '../../core/errors.ts'
import { foreignPart } from '../server/guard.ts'

/** Figures of a run for Prometheus, at `/metrics` of an address of this machine. */
export interface MetricsServer {
  /** e.g. `http://127.0.0.1:9464/metrics` */
  readonly address: string
  close(): Promise<void>
}

/** @throws IsobarError of code `world` when the port is taken */
export async function serveMetrics(registry: Registry, port: number): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const { host, origin } = request.headers
    const isForeign =
      foreignPart({
        host,
        origin,
        fetchSite: request.headers['sec-fetch-site'],
        port: request.socket.localPort,
        isPage: false,
      }) !== undefined
    const isAsked = request.method === 'GET' && request.url?.split('?')[0] === '/metrics'
    if (isForeign || !isAsked) {
      response.writeHead(isForeign ? 403 : 404).end()
      return
    }
    void registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await listen(server, port)
  const { port: given } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${given}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new IsobarError('world', `metrics: 127.0.0.1:${port}: ${cause.code ?? cause.message}`, {
          cause,
          context: { port },
        }),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
}
