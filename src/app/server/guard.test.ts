import { expect, test } from 'vitest'
import { foreignPart } from './guard.ts'

const own = {
  host: '127.0.0.1:4280',
  origin: undefined,
  fetchSite: undefined,
  port: 4280,
  isPage: false,
}

test.each([
  ['the address itself', {}],
  ['its other name', { host: 'localhost:4280' }],
  ['its own page', { origin: 'http://127.0.0.1:4280', fetchSite: 'same-origin' }],
  ['a typed address', { fetchSite: 'none' }],
  ['a link elsewhere that leads to the page', { fetchSite: 'cross-site', isPage: true }],
])('lets in %s', (_, part) => {
  expect(foreignPart({ ...own, ...part })).toBeUndefined()
})

test.each([
  ['a name someone pointed here', { host: 'rebound.example:4280' }, 'Host'],
  ['another port', { host: '127.0.0.1:4281' }, 'Host'],
  ['no name', { host: undefined }, 'Host'],
  ['a name that only begins like ours', { host: '127.0.0.1.example:4280' }, 'Host'],
  ['a foreign page', { origin: 'https://example.com' }, 'Origin'],
  ['another program on this machine', { origin: 'http://127.0.0.1:3000' }, 'Origin'],
  ['our other name as origin', { origin: 'http://localhost:4280' }, 'Origin'],
  ['a sandboxed frame or a file', { origin: 'null' }, 'Origin'],
  ['the same host over another scheme', { origin: 'https://127.0.0.1:4280' }, 'Origin'],
  ['a picture tag on a foreign page', { fetchSite: 'cross-site' }, 'Sec-Fetch-Site'],
  ['a frame of a foreign page', { origin: 'https://example.com', isPage: true }, 'Origin'],
])('turns away %s', (_, part, foreign) => {
  expect(foreignPart({ ...own, ...part })).toBe(foreign)
})
