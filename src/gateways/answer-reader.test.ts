import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { AnswerReader } from './answer-reader.ts'

const body = '{"retCode":0,"retMsg":"OK – all of it"}'
const size = Buffer.byteLength(body)

const answers: readonly (readonly [string, Buffer])[] = [
  ['by length', text(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\nA: b\r\n\r\n${body}`)],
  [
    'after a head of 1xx',
    text(
      `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length:${size}\r\n\r\n${body}`,
    ),
  ],
  ['in chunks', chunked([body.slice(0, 5), body.slice(5, 6), body.slice(6)])],
  [
    'compressed',
    Buffer.concat([
      text(
        `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${gzipSync(body).length}\r\n\r\n`,
      ),
      gzipSync(body),
    ]),
  ],
]

test.each(answers)('an answer %s is the same however its bytes are cut', (_, bytes) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 8 }),
      (cuts) => {
        const ends = [...new Set(cuts)].toSorted((a, b) => a - b)
        const reader = new AnswerReader()
        const done = [...ends, bytes.length].map((end, k) =>
          reader.read(bytes.subarray(k === 0 ? 0 : ends[k - 1], end)),
        )
        expect(done).toEqual([...ends.map(() => false), true])
        expect(reader.answer()).toMatchObject({ status: 200, statusText: 'OK', body })
        expect(reader.keepsOpen).toBe(true)
      },
    ),
  )
})

test('an answer without a length ends with its connection', () => {
  const reader = new AnswerReader()
  expect(reader.endsWithClose).toBe(false)
  expect(reader.read(text(`HTTP/1.1 502 Bad Gateway\r\n\r\n${body}`))).toBe(false)
  expect(reader.endsWithClose).toBe(true)
  expect(reader.answer()).toMatchObject({ status: 502, body })
  expect(reader.keepsOpen).toBe(false)
})

test('an answer that stops in its middle has no end', () => {
  const [, whole] = answers[0]!
  const reader = new AnswerReader()
  reader.read(whole.subarray(0, -1))
  expect(reader.endsWithClose).toBe(false)
})

test.each([
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ['more than an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n12'],
  ['no length', 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n12'],
  ['no size of a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
])('%s is refused', (_, bytes) => {
  expect(() => new AnswerReader().read(text(bytes))).toThrow(TypeError)
})

function text(of: string): Buffer {
  return Buffer.from(of)
}

function chunked(parts: readonly string[]): Buffer {
  const chunks = parts.map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`)
  return text(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`)
}
