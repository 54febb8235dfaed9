import { expect, test } from 'vitest'
import { eventually } from '../../../test/until.ts'
import type { LongAnswer } from '../../protocol/desk.ts'
import type { JobHooks } from '../workers/job-hooks.ts'
import { jobQueue } from './job-queue.ts'
import { longJobs, type LongOutcome } from './long-jobs.ts'

/** Work that ends when it is told to. */
function held() {
  const ends = new Map<string, (outcome: LongOutcome<string>) => void>()
  const hooks = new Map<string, JobHooks>()
  const jobs = longJobs<string, string>({
    name: 'study',
    keyOf: (question) => question,
    work: (question, given) =>
      new Promise((resolve, reject) => {
        hooks.set(question, given)
        ends.set(question, resolve)
        given.signal?.addEventListener('abort', () => reject(given.signal?.reason as Error))
      }),
    queue: jobQueue('study', { atOnce: 1, waiting: 2 }),
    keptMax: 4,
  })
  const look = (question: string) => JSON.parse(jobs.look(question)) as LongAnswer<string>
  const started = (question: string) => eventually(() => expect(hooks.has(question)).toBe(true))
  return { jobs, ends, hooks, look, started }
}

test('nothing runs until it is started; then it tells how far it is, and keeps its answer', async () => {
  const { jobs, ends, hooks, look, started } = held()
  expect(look('a')).toEqual({ state: 'absent' })
  jobs.start('a')
  await started('a')
  hooks.get('a')?.onProgress?.(3, 7)
  expect(look('a')).toEqual({ state: 'running', done: 3, total: 7 })
  ends.get('a')?.({ kind: 'value', value: 'found', sealed: [] })
  await eventually(() => expect(look('a')).toEqual({ state: 'done', result: 'found', sealed: [] }))
  expect(JSON.parse(jobs.start('a'))).toEqual({ state: 'done', result: 'found', sealed: [] })
})

test('a cancelled one ends, frees its place, and leaves no answer behind', async () => {
  const { jobs, ends, hooks, look, started } = held()
  jobs.start('a')
  jobs.start('b')
  await started('a')
  jobs.cancel('a')
  expect(hooks.get('a')?.signal?.aborted).toBe(true)
  expect(look('a')).toEqual({ state: 'absent' })
  await started('b')
  ends.get('b')?.({ kind: 'value', value: 'next', sealed: [] })
  await eventually(() => expect(look('b')).toMatchObject({ state: 'done' }))
})

test('one that is started again while its cancelled self still ends is not overwritten by it', async () => {
  const { jobs, ends, look, started } = held()
  jobs.start('a')
  await started('a')
  jobs.cancel('a')
  jobs.start('a')
  await eventually(() => {
    ends.get('a')?.({ kind: 'value', value: 'second', sealed: [] })
    expect(look('a')).toEqual({ state: 'done', result: 'second', sealed: [] })
  })
})

test('data without a result are told so, and asking again does not work them out again', async () => {
  const { jobs, ends, look, started } = held()
  jobs.start('a')
  await started('a')
  ends.get('a')?.({ kind: 'unavailable', detail: 'too few rows' })
  await eventually(() => expect(look('a')).toEqual({ state: 'refused', message: 'too few rows' }))
})

test('more than may wait are refused in words', async () => {
  const { jobs, look, started } = held()
  for (const question of ['a', 'b', 'c', 'd']) jobs.start(question)
  await started('a')
  await eventually(() => expect(look('d')).toMatchObject({ state: 'failed' }))
  jobs.close()
})
