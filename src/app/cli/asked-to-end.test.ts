import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Duration } from '../../core/time.ts'
import { askedToEnd } from './asked-to-end.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Of whoever else is in this process, and must not hear what is said here. */
const others = new Map(signals.map((signal) => [signal, process.listeners(signal)]))
const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
beforeEach(() => {
  for (const signal of signals) process.removeAllListeners(signal)
  vi.useFakeTimers()
})
afterEach(() => {
  for (const signal of signals) {
    process.removeAllListeners(signal)
    for (const listener of others.get(signal)!) process.on(signal, listener)
  }
  exit.mockClear()
  vi.useRealTimers()
})
afterAll(() => exit.mockRestore())

test('the same key passed on twice ends once; asked again later the process ends', () => {
  const signal = askedToEnd()
  expect(signal.aborted).toBe(false)
  process.emit('SIGINT')
  vi.advanceTimersByTime(10)
  process.emit('SIGINT')
  expect(signal.aborted).toBe(true)
  expect(exit).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_500)
  process.emit('SIGTERM')
  expect(exit).toHaveBeenLastCalledWith(143)
  process.emit('SIGINT')
  expect(exit).toHaveBeenLastCalledWith(130)
})

test('a terminal that is closed asks once, also while the command ends', () => {
  const signal = askedToEnd()
  process.emit('SIGHUP')
  expect(signal.reason).toMatchObject({ exitCode: 129 })
  vi.advanceTimersByTime(1_500)
  process.emit('SIGHUP')
  expect(exit).not.toHaveBeenCalled()
  process.emit('SIGTERM')
  expect(exit).toHaveBeenLastCalledWith(143)
})

test('who asks again hears what is left before the process ends, and not by the same key', () => {
  const lastWords = vi.fn<() => void>(() => expect(exit).not.toHaveBeenCalled())
  askedToEnd({ lastWords })
  process.emit('SIGINT')
  vi.advanceTimersByTime(10)
  process.emit('SIGINT')
  expect(lastWords).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_500)
  process.emit('SIGINT')
  expect(lastWords).toHaveBeenCalledOnce()
  expect(exit).toHaveBeenLastCalledWith(130)
})

test('what is over sooner is not kept until its time is over', () => {
  // A spy on a timer of the test's own would be left behind: no other test of this process had timers that end.
  vi.useRealTimers()
  const timers = vi.spyOn(globalThis, 'setTimeout')
  askedToEnd({ length: 2_000_000 as Duration })
  expect((timers.mock.results[0]!.value as NodeJS.Timeout).hasRef()).toBe(false)
  timers.mockRestore()
})

test('it ends when its time is over, or with another signal', () => {
  const timed = askedToEnd({ length: 2_000_000 as Duration })
  vi.advanceTimersByTime(1_999)
  expect(timed.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(timed.aborted).toBe(true)
  const control = new AbortController()
  const led = askedToEnd({ until: control.signal })
  control.abort()
  expect(led.aborted).toBe(true)
  expect(askedToEnd({ until: control.signal }).aborted).toBe(true)
})
