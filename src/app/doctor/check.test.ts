import { expect, test } from 'vitest'
import { checked, type Check } from './check.ts'

const check = (look: Check['look'], withinMs = 60_000): Check => {
  return { group: 'disk', name: 'a disk', withinMs, otherwise: 'broken', look }
}

test('what a check throws is a finding of it', async () => {
  const thrown = check(() => {
    throw new Error('no such thing')
  })
  const rejected = check(() => Promise.reject(new Error('no such thing')))
  for (const each of [thrown, rejected])
    expect(await checked(each)).toEqual({
      group: 'disk',
      name: 'a disk',
      status: 'broken',
      says: 'no such thing',
      isLate: false,
    })
})

test('a check that never ends is given up', async () => {
  const found = await checked(check(() => new Promise(() => undefined), 20))
  expect(found).toMatchObject({ status: 'broken', says: 'no answer within 0.02 s', isLate: true })
})
