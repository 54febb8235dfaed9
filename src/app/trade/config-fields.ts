import { UsageError } from '../../core/errors.ts'

/** The fields of a record of a configuration: each is asked for by name, and one that nobody asked for is a mistake. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #place: string
  readonly #asked = new Set<string>()

  constructor(value: unknown, place: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new UsageError(`${place}: expected fields, got ${JSON.stringify(value)}`)
    }
    this.#values = value as Record<string, unknown>
    this.#place = place
  }

  names(): string[] {
    return Object.keys(this.#values)
  }

  number(name: string, usual: number): number {
    const value = this.#ask(name) ?? usual
    if (typeof value !== 'number' || (!Object.is(value, usual) && !Number.isFinite(value))) {
      throw this.fault(name, 'a number')
    }
    return value
  }

  text(name: string, usual: string): string {
    const value = this.#ask(name) ?? usual
    // A date without quotes is one in YAML.
    if (value instanceof Date) return value.toISOString()
    if (typeof value === 'number') return String(value)
    if (typeof value !== 'string') throw this.fault(name, 'text')
    return value
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
    return new Fields(this.#ask(name) ?? {}, `${this.#place}, ${name}`)
  }

  /** Fields whose names are not known here. */
  free(name: string): Readonly<Record<string, unknown>> {
    return new Fields(this.#ask(name) ?? {}, `${this.#place}, ${name}`).#values
  }

  /** A value of whatever kind. */
  value(name: string, usual: unknown): unknown {
    return this.#ask(name) ?? usual
  }

  /** All that is to be asked for was. @throws UsageError naming a field that nobody knows */
  end(): void {
    const unknown = this.names().find((name) => !this.#asked.has(name))
    if (unknown !== undefined) {
      throw new UsageError(
        `${this.#place}: no field ${unknown}; there are ${[...this.#asked].join(', ')}`,
      )
    }
  }

  fault(name: string, expected: string): UsageError {
    const came = JSON.stringify(this.#values[name])
    return new UsageError(`${this.#place}: ${name}: expected ${expected}, got ${came}`)
  }

  #ask(name: string): unknown {
    this.#asked.add(name)
    return this.#values[name]
  }
}
