import { createSocket, type Socket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { requireNamed } from './named-host.ts'

let server: Socket
let resolver: Resolver
beforeEach(async () => {
  server = createSocket('udp4')
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  resolver = new Resolver({ timeout: 60_000, tries: 1 })
  resolver.setServers([`127.0.0.1:${server.address().port}`])
})
afterEach(() => void server.close())

/** Answers every question by the question, with some flags and what is put behind it. */
function answering(flags: number, answers: number, rest: string): void {
  server.on('message', (asked, { port, address }) => {
    const question = asked.subarray(12, asked.indexOf(0, 12) + 5)
    const head = Buffer.alloc(12)
    asked.copy(head, 0, 0, 2)
    head.writeUInt16BE(flags, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(answers, 6)
    server.send(Buffer.concat([head, question, Buffer.from(rest, 'hex')]), port, address)
  })
}

const never = new AbortController().signal

test('a host that the servers know is named', async () => {
  // The name of the question, an address, for a minute, of four bytes: 192.0.2.1.
  answering(0x81_80, 1, 'c00c000100010000003c0004c0000201')
  await expect(requireNamed('api.example', never, resolver)).resolves.toBeUndefined()
})

test('a host that the servers do not know is out of reach', async () => {
  answering(0x81_83, 0, '')
  await expect(requireNamed('api.example', never, resolver)).rejects.toThrow(
    /api\.example.*ENOTFOUND/,
  )
})

test('whoever is asked to end does not wait for a server that does not answer', async () => {
  const over = new AbortController()
  server.once('message', () => over.abort())
  await expect(requireNamed('api.example', over.signal, resolver)).rejects.toThrow('api.example')
  await expect(requireNamed('api.example', over.signal, resolver)).rejects.toThrow('api.example')
})
