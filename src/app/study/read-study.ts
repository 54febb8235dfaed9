import { readFile } from 'node:fs/promises'
import type { Document, LineCounter, Node, YAMLMap } from 'yaml'
import { UsageError } from '../../core/errors.ts'
import { worldFileError } from '../../stores/data-error.ts'

/** A value and the line it stands on, so that a fault can be pointed at. */
interface Placed<Value> {
  readonly value: Value
  readonly line: number
}

/** An option of a run: its name without dashes. */
export interface StudyOption extends Placed<string | number | boolean> {
  readonly name: string
  /** Set for all runs: of use to those whose command has it. */
  readonly isShared: boolean
}

/** One run of a study, as it was written. */
export interface StudyRun {
  readonly name: Placed<string>
  /** `pairs backtest` */
  readonly command: Placed<string>
  readonly arguments: readonly Placed<string>[]
  /** Those of the study that the run does not set itself, then its own. */
  readonly options: readonly StudyOption[]
}

/** Named runs, in order. */
export interface Study {
  readonly file: string
  /** Where results go, as written; undefined where the study does not say. */
  readonly out: string | undefined
  readonly runs: readonly StudyRun[]
}

/**
 * Reads a study: YAML with `runs`, each a `name`, a `command`, its `arguments` and `options`; `options` of the study are
 * those of every run whose command has them and that does not set them itself.
 *
 * @throws UsageError naming file and line: what was expected, what came; IsobarError `world` where the file cannot be read
 */
export async function readStudy(file: string): Promise<Study> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  // Loaded here, for no other command needs it.
  const { LineCounter, parseDocument, isMap } = await import('yaml')
  const lines = new LineCounter()
  const document: Document.Parsed = parseDocument(text, { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1
    throw new UsageError(
      `${file}:${line}: ${error.message.split('\n')[0]?.replace(/ at line.*/, '')}`,
      {
        file,
        line,
      },
    )
  }
  const reader = new StudyReader(file, lines)
  const root = document.contents
  if (!isMap(root)) throw reader.fault(root, 'a study: a map with runs', 'something else')
  return reader.study(root)
}

type Map = YAMLMap<Node, Node | null>

/** Walks the parsed text; a class because every step needs the file and its lines to complain. */
class StudyReader {
  readonly #file: string
  readonly #lines: LineCounter

  constructor(file: string, lines: LineCounter) {
    this.#file = file
    this.#lines = lines
  }

  study(root: Map): Study {
    this.#known(root, ['out', 'options', 'runs'])
    const runs = this.#node(root, 'runs')
    const items = runs === undefined ? undefined : (runs as { readonly items?: unknown }).items
    if (!Array.isArray(items) || items.length === 0 || isPairs(items)) {
      throw this.fault(
        runs ?? root,
        'runs: a list of runs',
        runs === undefined ? 'none' : 'no list',
      )
    }
    const options = this.#options(root).map((option) => ({ ...option, isShared: true }))
    const read = items.map((item) => this.#run(item as Node, options))
    const names = new Set<string>()
    for (const { name } of read) {
      if (names.has(name.value)) throw this.#at(name.line, 'another name', `'${name.value}' twice`)
      names.add(name.value)
    }
    const out = this.#node(root, 'out')
    return {
      file: this.#file,
      out: out === undefined ? undefined : this.#text(out, 'out').value,
      runs: read,
    }
  }

  #run(node: Node, options: readonly StudyOption[]): StudyRun {
    if (!isMapNode(node))
      throw this.fault(node, 'a run: name, command, arguments, options', 'no map')
    this.#known(node, ['name', 'command', 'arguments', 'options'])
    const name = this.#required(node, 'name')
    if (!/^[a-z0-9][a-z0-9._-]*$/i.test(name.value)) {
      throw this.#at(
        name.line,
        'a name that can be a folder: letters, digits, . _ -',
        `'${name.value}'`,
      )
    }
    const own = this.#options(node)
    const set = new Set(own.map((option) => option.name))
    return {
      name,
      command: this.#required(node, 'command'),
      arguments: this.#arguments(node),
      options: [...options.filter((option) => !set.has(option.name)), ...own],
    }
  }

  #arguments(run: Map): Placed<string>[] {
    const node = this.#node(run, 'arguments')
    if (node === undefined) return []
    const items = (node as { readonly items?: unknown }).items
    if (!Array.isArray(items) || isPairs(items)) return [this.#text(node, 'arguments')]
    return items.map((item) => this.#text(item as Node, 'arguments'))
  }

  #options(map: Map): StudyOption[] {
    const node = this.#node(map, 'options')
    if (node === undefined) return []
    if (!isMapNode(node)) throw this.fault(node, 'options: a map of names and values', 'no map')
    return node.items.map(({ key, value }) => {
      const name = String((key as { readonly value?: unknown }).value)
      const plain = value === null ? null : (value as { readonly value?: unknown }).value
      if (!isPlain(plain)) {
        throw this.fault(value ?? key, `${name}: a number, text, true or false`, 'something else')
      }
      return { name, value: plain, line: this.#lineOf(key), isShared: false }
    })
  }

  #required(map: Map, name: string): Placed<string> {
    const node = this.#node(map, name)
    if (node === undefined) throw this.fault(map, `${name} of the run`, 'none')
    return this.#text(node, name)
  }

  #text(node: Node, name: string): Placed<string> {
    const { value } = node as { readonly value?: unknown }
    if (typeof value === 'string' || typeof value === 'number') {
      return { value: String(value), line: this.#lineOf(node) }
    }
    throw this.fault(node, `${name}: text`, 'something else')
  }

  #node(map: Map, name: string): Node | undefined {
    return map.get(name, true) ?? undefined
  }

  #known(map: Map, names: readonly string[]): void {
    for (const { key } of map.items) {
      const name = String((key as { readonly value?: unknown }).value)
      if (!names.includes(name)) throw this.fault(key, `one of ${names.join(', ')}`, `'${name}'`)
    }
  }

  fault(node: Node | null, expected: string, came: string): UsageError {
    return this.#at(node === null ? 1 : this.#lineOf(node), expected, came)
  }

  #at(line: number, expected: string, came: string): UsageError {
    return studyFault(this.#file, line, `expected ${expected}, got ${came}`)
  }

  #lineOf(node: Node): number {
    return this.#lines.linePos(node.range?.[0] ?? 0).line
  }
}

/** A fault of a study: where, and what. */
export function studyFault(file: string, line: number, message: string): UsageError {
  return new UsageError(`${file}:${line}: ${message}`, { file, line })
}

function isMapNode(node: Node): node is Map {
  const { items } = node as { readonly items?: unknown }
  return Array.isArray(items) && isPairs(items)
}

/** A map's items are pairs, a list's are not; one without items is taken for neither. */
function isPairs(items: readonly unknown[]): boolean {
  const [first] = items
  return typeof first === 'object' && first !== null && 'key' in first
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
