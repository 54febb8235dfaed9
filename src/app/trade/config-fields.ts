import { UsageError } from '../../core/errors.ts'
import { nearestInWords } from '../../core/nearest-names.ts'

/** A field that was asked for: what documentation must tell of. */
export interface AskedField {
  /** From the top: `venues.NAME.margin.tiers[].leverageMax`. */
  readonly path: string
  /** Where nothing is said; undefined when it must be said, or nothing is supposed without it. */
  readonly usual: unknown
}

/** Where a record stands from the top, and who notes what is asked of it. */
interface Origin {
  readonly path: string
  readonly note?: ((field: AskedField) => void) | undefined
}

/** Numbers a field may have. */
export interface NumberRange {
  readonly least?: number
  readonly most?: number
  /** What the least is not itself. */
  readonly above?: number
}

export const positive: NumberRange = { above: 0 }
export const notNegative: NumberRange = { least: 0 }
export const share: NumberRange = { least: 0, most: 1 }

/** The fields of a record of a configuration: each is asked for by name, and one that nobody asked for is a mistake. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  /** As messages name it. */
  readonly #told: string
  readonly #origin: Origin
  readonly #asked = new Set<string>()

  constructor(value: unknown, told: string, origin: Origin = { path: '' }) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new UsageError(`${told}: expected fields, got ${JSON.stringify(value)}`)
    }
    this.#values = value as Record<string, unknown>
    this.#told = told
    this.#origin = origin
  }

  names(): string[] {
    return Object.keys(this.#values)
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null
  }

  /** A finite number within a range, or the usual one. */
  number(name: string, usual: number, { least, most, above }: NumberRange = {}): number {
    const value = this.#ask(name, Number.isNaN(usual) ? undefined : usual)
    if (name in this.#values && value === undefined) throw this.fault(name, 'a number')
    // Not told. Told and empty, or no number, is a mistake: a limit would be none, and say nothing.
    if (value === undefined || (value === usual && !Number.isFinite(usual))) return usual
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.fault(name, 'a number')
    if (least !== undefined && value < least) throw this.fault(name, `at least ${least}`)
    if (above !== undefined && value <= above) throw this.fault(name, `above ${above}`)
    if (most !== undefined && value > most) throw this.fault(name, `at most ${most}`)
    return value
  }

  /** A number that must be there. */
  needed(name: string, range: NumberRange = {}): number {
    const value = this.number(name, Number.NaN, range)
    if (Number.isNaN(value)) throw this.fault(name, 'a number')
    return value
  }

  text(name: string, usual: string): string {
    const value = this.#ask(name, usual) ?? usual
    // A date without quotes is one in YAML.
    if (value instanceof Date) return value.toISOString()
    if (typeof value === 'number') return String(value)
    if (typeof value !== 'string') throw this.fault(name, 'text')
    return value
  }

  /** One of some words. */
  choice<Word extends string>(name: string, words: readonly Word[], usual: Word): Word {
    const value = this.#ask(name, usual) ?? usual
    const word = words.find((each) => each === value)
    if (word === undefined) throw this.fault(name, words.join(' or '))
    return word
  }

  /** Texts, or one. @throws UsageError when there is none and none is usual */
  texts(name: string, usual?: readonly string[]): readonly string[] {
    const value = this.#ask(name) ?? usual
    const list = typeof value === 'string' ? [value] : value
    if (!Array.isArray(list) || list.some((each) => typeof each !== 'string')) {
      throw this.fault(name, 'a list of texts')
    }
    return list as string[]
  }

  /** Fields within; none where it is missing. */
  record(name: string): Fields {
    return this.#within(this.#ask(name) ?? {}, name, name)
  }

  /** Records by names of the user's own. */
  named(name: string): ReadonlyMap<string, Fields> {
    const record = this.record(name)
    return new Map(
      record
        .names()
        .map((each) => [each, record.#within(record.#values[each] ?? {}, each, 'NAME')]),
    )
  }

  /** These fields, and where one of some names is missing that of another record. */
  over(other: Fields, names: readonly string[]): Fields {
    const others = names.flatMap((name) => (other.has(name) ? [[name, other.#values[name]]] : []))
    const values: unknown = { ...Object.fromEntries(others), ...this.#values }
    return new Fields(values, this.#told, this.#origin)
  }

  /** A list of records; none where it is missing. */
  list(name: string): readonly Fields[] {
    const value = this.#ask(name) ?? []
    if (!Array.isArray(value)) throw this.fault(name, 'a list')
    return value.map((each: unknown, at) => this.#within(each, `${name}[${at}]`, `${name}[]`))
  }

  /** Fields whose names are not known here. */
  free(name: string): Readonly<Record<string, unknown>> {
    return new Fields(this.#ask(name) ?? {}, `${this.#told}, ${name}`).#values
  }

  /** Numbers by names of the user's own: of currencies, or venues. */
  numbers(name: string, range: NumberRange = {}): Readonly<Record<string, number>> {
    const free = new Fields(this.#ask(name) ?? {}, `${this.#told}, ${name}`)
    return Object.fromEntries(free.names().map((each) => [each, free.needed(each, range)]))
  }

  /** A value of whatever kind. */
  value(name: string, usual: unknown): unknown {
    return this.#ask(name, usual) ?? usual
  }

  /** All that is to be asked for was. @throws UsageError naming a field that nobody knows */
  end(): void {
    const unknown = this.names().find((name) => !this.#asked.has(name))
    if (unknown !== undefined) {
      throw new UsageError(
        `${this.#told}: no field ${unknown}${nearestInWords(unknown, [...this.#asked])}`,
      )
    }
  }

  fault(name: string, expected: string): UsageError {
    const came = this.has(name) ? JSON.stringify(this.#values[name]) : 'nothing'
    return new UsageError(`${this.#told}: ${name}: expected ${expected}, got ${came}`)
  }

  #within(value: unknown, told: string, path: string): Fields {
    const { note, path: before } = this.#origin
    return new Fields(value, `${this.#told}, ${told}`, { note, path: `${before}${path}.` })
  }

  #ask(name: string, usual?: unknown): unknown {
    if (!this.#asked.has(name)) this.#origin.note?.({ path: this.#origin.path + name, usual })
    this.#asked.add(name)
    return this.#values[name] ?? undefined
  }
}
