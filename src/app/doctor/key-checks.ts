import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { errorText } from '../../core/errors.ts'
import { isLoopback } from '../../gateways/ccxt-exchange.ts'
import { requirePrivate } from '../live/credentials.ts'
import type { Check, Finding } from './check.ts'

/** Where keys may be. */
export interface KeyPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Files that are named. */
  readonly files: readonly string[]
  /** Folders whose files are looked through, without those in them. */
  readonly folders: readonly string[]
}

/** Which keys there are, and who may read them; no value of one is ever told. */
export function keyChecks({ environment, files, folders }: KeyPlaces): Check[] {
  const base = { group: 'keys', withinMs: 5_000, otherwise: 'remark' } as const
  return [
    { ...base, name: 'environment', look: () => environmentFinding(environment) },
    ...files.map((file): Check => {
      return { ...base, name: file, otherwise: 'broken', look: () => namedFinding(file) }
    }),
    { ...base, name: 'files', look: () => foundFinding(folders) },
  ]
}

const variable = /^ISOBAR_(\w+)_(KEY|SECRET|PASSWORD)$/

export function environmentFinding(
  environment: Readonly<Record<string, string | undefined>>,
): Finding {
  const names = Object.keys(environment)
    .filter((name) => variable.test(name) && environment[name] !== '')
    .toSorted()
  const venues = [...new Set(names.map((name) => variable.exec(name)![1]!))]
  const halves = venues.flatMap((venue) =>
    ['KEY', 'SECRET']
      .map((part) => `ISOBAR_${venue}_${part}`)
      .filter((name) => !names.includes(name)),
  )
  const facts = { names, missing: halves }
  if (names.length === 0)
    return { status: 'ok', says: 'no keys are set, and none are needed on paper', facts }
  const says = `set: ${names.join(', ')}`
  if (halves.length === 0) return { status: 'ok', says, facts }
  return {
    status: 'remark',
    says: `${says}; not set: ${halves.join(', ')}`,
    advice: 'set both, or neither',
    facts,
  }
}

const makePrivate = (files: readonly string[]): string => `chmod 600 ${files.join(' ')}`

/** A command that is given this file refuses it. */
async function namedFinding(file: string): Promise<Finding> {
  const facts = { file }
  try {
    await requirePrivate(file)
    return { status: 'ok', says: 'nobody else may read it', facts }
  } catch (cause) {
    const isThere = await stat(file).then(
      () => true,
      () => false,
    )
    const says = errorText(cause)
    return { status: 'broken', says, ...(isThere ? { advice: makePrivate([file]) } : {}), facts }
  }
}

/** A file of keys or a configuration is no longer than this, and of so many files of a folder no more are read. */
const bytesMost = 65_536
const filesMost = 200

async function foundFinding(folders: readonly string[]): Promise<Finding> {
  const found: string[] = []
  const open: string[] = []
  for (const file of await candidates(folders)) {
    if (!holdsKeys(await readFile(file, 'utf8').catch(() => ''))) continue
    found.push(file)
    await requirePrivate(file).catch(() => open.push(file))
  }
  const facts = { files: found, readableByOthers: open, lookedIn: folders }
  if (open.length > 0)
    return {
      status: 'remark',
      says: `others may read keys in ${open.join(', ')}`,
      advice: makePrivate(open),
      facts,
    }
  const says =
    found.length === 0
      ? `none in ${folders.join(', ')}`
      : `nobody else may read ${found.join(', ')}`
  return { status: 'ok', says, facts }
}

async function candidates(folders: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const folder of new Set(folders)) {
    const names = await readdir(folder).catch(() => [])
    const written = names.filter((name) => /\.(ya?ml|json)$/.test(name)).slice(0, filesMost)
    for (const name of written) {
      const path = join(folder, name)
      const about = await stat(path).catch(() => undefined)
      if (about?.isFile() === true && about.size <= bytesMost) found.push(path)
    }
  }
  return found
}

/** A file of keys by venue, or a configuration with some; those of what is served on this machine are no secret. */
export function holdsKeys(text: string): boolean {
  const whole = parsed(text)
  const { alerts, venues } = recordOf(whole)
  const { telegram } = recordOf(alerts)
  const isToken = isWritten(recordOf(telegram)['token'])
  return isToken || [whole, venues].some((each) => Object.values(recordOf(each)).some(isSecret))
}

function isSecret(venue: unknown): boolean {
  const { apiKey, secret, url } = recordOf(venue)
  const isServed = typeof url === 'string' && isLoopback(url)
  return !isServed && (isWritten(apiKey) || isWritten(secret))
}

function isWritten(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function parsed(text: string): unknown {
  // Most files have no such word, and reading YAML takes long.
  if (!/apiKey|secret|token/.test(text)) return undefined
  try {
    return parse(text, { logLevel: 'silent' })
  } catch {
    // What is no YAML holds nothing that a command would take for keys.
    return undefined
  }
}
