import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { credentialsFromEnvironment, credentialsFromFile, secretsOf } from './credentials.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'isobar-credentials-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(content: string, mode: number): string {
  const path = join(folder, 'keys.yaml')
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

test('keys come from the environment by the name of the venue, empty ones not at all', () => {
  const environment = {
    ISOBAR_BINANCE_FUTURES_KEY: 'k',
    ISOBAR_BINANCE_FUTURES_SECRET: '-----BEGIN KEY-----\\nabc\\n',
    ISOBAR_BINANCE_FUTURES_PASSWORD: '',
    ISOBAR_BINANCE_KEY: 'another',
  }
  expect(credentialsFromEnvironment('binance-futures', environment)).toEqual({
    apiKey: 'k',
    secret: '-----BEGIN KEY-----\nabc\n',
  })
  expect(credentialsFromEnvironment('okx', environment)).toEqual({})
})

test.skipIf(process.platform === 'win32').each([0o640, 0o604, 0o660, 0o644, 0o777])(
  'a file of keys that others may read (%o) is refused, and not read',
  async (mode) => {
    const path = file('okx: { apiKey: a-very-secret-key }', mode)
    const refused = credentialsFromFile(path)
    await expect(refused).rejects.toThrow(/expected mode 0600, got 0/)
    await expect(refused).rejects.not.toThrow(/a-very-secret-key/)
  },
)

test('a file for its owner alone is read, whether it may be written or not', async () => {
  const keys = { okx: { apiKey: 'a', secret: 'b', password: 'c' } }
  for (const mode of [0o600, 0o400])
    expect(await credentialsFromFile(file(JSON.stringify(keys), mode))).toEqual(keys)
  await expect(credentialsFromFile(file('just text', 0o600))).rejects.toThrow(/expected venues/)
  await expect(credentialsFromFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'world' })
})

test('all that is secret is known, wherever it is kept', () => {
  const environment = { ISOBAR_OKX_PASSWORD: 'in the environment' }
  expect(
    secretsOf(
      [{ name: 'okx', apiKey: 'in the configuration', secret: '' }],
      { kraken: { secret: 'in a file' } },
      environment,
    ),
  ).toEqual(['in the configuration', 'in a file', 'in the environment'])
})
