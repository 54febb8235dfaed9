import { readFile, stat } from 'node:fs/promises'
import { parse } from 'yaml'
import { UsageError } from '../../core/errors.ts'
import { worldFileError } from '../../stores/data-error.ts'

/** Of one account. */
export interface Credentials {
  readonly apiKey?: string
  readonly secret?: string
  readonly password?: string
}

const names = ['apiKey', 'secret', 'password'] as const
const variables = { apiKey: 'KEY', secret: 'SECRET', password: 'PASSWORD' } as const

/** Keys of a venue from the environment: `ISOBAR_BINANCE_KEY`, `_SECRET` and `_PASSWORD`. */
export function credentialsFromEnvironment(
  venue: string,
  environment: Readonly<Record<string, string | undefined>>,
): Credentials {
  const prefix = variablesPrefix(venue)
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[`${prefix}_${variables[name]}`]
      // One line of a PEM key stands for many.
      return value === undefined || value === '' ? [] : [[name, value.replaceAll('\\n', '\n')]]
    }),
  )
}

/** What the names of the variables of a venue begin with. */
export function variablesPrefix(venue: string): string {
  return `ISOBAR_${venue.toUpperCase().replaceAll('-', '_')}`
}

/**
 * Keys by venue from a file that nobody else may read.
 *
 * @throws UsageError when others may (its mode is not 0600), or it is not what it should be
 */
export async function credentialsFromFile(
  file: string,
): Promise<Readonly<Record<string, Credentials>>> {
  await requirePrivate(file)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  const value: unknown = parse(text)
  if (typeof value !== 'object' || value === null)
    throw new UsageError(`${file}: expected venues with apiKey, secret and password`)
  return value as Record<string, Credentials>
}

/** Everything secret of the venues of a run, wherever it is kept. */
export function secretsOf(
  venues: readonly ({ readonly name: string } & Credentials)[],
  keys: Readonly<Record<string, Credentials>>,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const all = [
    ...venues,
    ...Object.values(keys),
    ...venues.map(({ name }) => credentialsFromEnvironment(name, environment)),
  ]
  return all
    .flatMap(({ apiKey, secret, password }) => [apiKey, secret, password])
    .filter((each): each is string => each !== undefined && each !== '')
}

/** @throws UsageError when anyone but its owner may read a file that holds keys */
export async function requirePrivate(file: string): Promise<void> {
  // Windows keeps rights elsewhere.
  if (process.platform === 'win32') return
  const { mode } = await stat(file).catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  if ((mode & 0o077) === 0) return
  const octal = (mode & 0o777).toString(8).padStart(4, '0')
  throw new UsageError(
    `${file} holds keys and others may read it: expected mode 0600, got ${octal}`,
    { file },
  )
}
