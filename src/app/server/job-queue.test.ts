import { expect, test } from 'vitest'
import { jobQueue } from './job-queue.ts'

/** Work that ends when it is told to. */
class Held {
  isStarted = false
  end: (text: string) => void = () => undefined
  readonly #done = new Promise<string>((resolve) => {
    this.end = resolve
  })

  readonly work = (): Promise<string> => {
    this.isStarted = true
    return this.#done
  }
}

test('runs as many at once as it may, the rest in the order they came', async () => {
  const queue = jobQueue('pairs', { atOnce: 1, waiting: 5 })
  const [first, second] = [new Held(), new Held()]
  const firstDone = queue.run(first.work)
  const secondDone = queue.run(second.work)
  await Promise.resolve()
  expect([first.isStarted, second.isStarted]).toEqual([true, false])
  first.end('first')
  expect(await firstDone).toBe('first')
  second.end('second')
  expect(await secondDone).toBe('second')
})

test('refuses what it may not keep waiting, in one line', async () => {
  const queue = jobQueue('pairs', { atOnce: 1, waiting: 0 })
  const first = new Held()
  const firstDone = queue.run(first.work)
  await expect(queue.run(new Held().work)).rejects.toMatchObject({
    code: 'refused',
    message: 'pairs: 0 are waiting already; ask again when one is done',
  })
  first.end('done')
  await firstDone
})

test('work that fails frees its place', async () => {
  const queue = jobQueue('pairs', { atOnce: 1, waiting: 0 })
  await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await queue.run(() => Promise.resolve(7))).toBe(7)
})

test('closing refuses what waits and what comes', async () => {
  const queue = jobQueue('pairs', { atOnce: 1, waiting: 5 })
  const first = new Held()
  const firstDone = queue.run(first.work)
  const waiting = queue.run(new Held().work)
  queue.close()
  await expect(waiting).rejects.toMatchObject({ code: 'refused' })
  await expect(queue.run(new Held().work)).rejects.toMatchObject({ code: 'refused' })
  first.end('done')
  expect(await firstDone).toBe('done')
})
