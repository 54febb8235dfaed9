import { expect, test } from 'vitest'
import { isCcxtStack } from './stray-rejections.ts'

const ours = '    at CcxtFeed.hear (file:///desk/build/src/gateways/ccxt-feed.js:70:5)'
const ccxt = '    at Client.resolve (file:///desk/node_modules/ccxt/js/src/base/ws/Client.js:90:9)'
const socket = '    at WebSocket.send (/desk/node_modules/ws/lib/websocket.js:465:13)'
const node = '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)'
const stack = (...calls: readonly string[]): string => ['Error: gone', ...calls].join('\n')

test('what ccxt made is its own, in a socket it sent into too', () => {
  expect(isCcxtStack(stack(ccxt, node))).toBe(true)
  expect(isCcxtStack(stack(node, socket, ccxt))).toBe(true)
})

test('what our code does is ours, whoever called it', () => {
  expect(isCcxtStack(stack(ours, ccxt))).toBe(false)
  expect(isCcxtStack(stack(socket, ours, ccxt))).toBe(false)
  expect(isCcxtStack(stack(node))).toBe(false)
  expect(isCcxtStack(undefined)).toBe(false)
})
