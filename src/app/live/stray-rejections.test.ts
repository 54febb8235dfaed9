import { afterEach, beforeEach, expect, test } from 'vitest'
import { hearStrayRejections, isCcxtStack } from './stray-rejections.ts'

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

// Rejections are those of the test runner too, which would fail for them.
let others: NodeJS.UnhandledRejectionListener[] = []
beforeEach(() => {
  others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
})
afterEach(() => {
  process.removeAllListeners('unhandledRejection')
  for (const other of others) process.on('unhandledRejection', other)
})

function drop(message: string, calls = ccxt): void {
  const reason = Object.assign(new Error(message), { stack: stack(calls) })
  process.emit('unhandledRejection', reason, Promise.resolve())
}

test('what ccxt drops is told once, to whoever listens last, and nothing else is held back', () => {
  const command: string[] = []
  const run: string[] = []
  const stopCommand = hearStrayRejections((line) => void command.push(line))
  drop('closed')
  const stopRun = hearStrayRejections((line) => void run.push(line))
  drop('closed')
  drop('closed')
  stopRun()
  stopRun()
  drop('closed')
  drop('GET https://x/order?signature=abc gone')
  expect(run).toEqual(['ccxt let go of an error: closed'])
  expect(command).toEqual([
    'ccxt let go of an error: closed',
    'ccxt let go of an error: GET https://x/order?… gone',
  ])
  expect(() => drop('ours', ours)).toThrow('ours')
  stopCommand()
  expect(process.listenerCount('unhandledRejection')).toBe(0)
})
