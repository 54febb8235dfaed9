import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as book from '../src/book/index.ts'
import * as econometrics from '../src/econometrics/index.ts'
import * as forecast from '../src/forecast/index.ts'
import * as microstructure from '../src/microstructure/index.ts'
import * as math from '../src/math/index.ts'
import { projectFolder, writtenFiles } from './source-files.ts'

// Every example of the doors runs as it is printed, and gives what it says it gives.

const doors = { ...math, ...econometrics, ...book, ...microstructure, ...forecast }
const functions = Object.entries(doors).filter(([, value]) => typeof value === 'function')

/** The example in the docstring above each exported declaration of the pure library. */
function examplesByName(): Map<string, string> {
  const examples = new Map<string, string>()
  const files = writtenFiles().filter((path) =>
    /^src\/(math|econometrics|core\/events|book|microstructure|forecast)\/.*(?<!\.test|\.bench)\.ts$/.test(
      path,
    ),
  )
  for (const path of files) {
    const text = readFileSync(join(projectFolder, path), 'utf8')
    for (const [, comment, name] of text.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:function\*?|class|const) (\w+)/g,
    )) {
      const lines = comment!.split('\n').map((line) => line.replace(/^\s*\*? ?/, ''))
      const start = lines.findIndex((line) => line.startsWith('@example'))
      if (start < 0) continue
      const after = lines.findIndex((line, row) => row > start && line.startsWith('@'))
      const body = lines.slice(start, after < 0 ? undefined : after).join('\n')
      examples.set(name!, body.replace('@example', '').trim())
    }
  }
  return examples
}

const examples = examplesByName()

test('every function of the doors has an example', () => {
  const without = functions.map(([name]) => name).filter((name) => !examples.has(name))
  expect(without).toEqual([])
})

test.each(functions.filter(([name]) => examples.has(name)).map(([name]) => name))(
  'the example of %s gives what it says',
  (name) => {
    const checked = run(examples.get(name)!)
    expect(checked.length, 'lines with `// => value`').toBeGreaterThan(0)
    for (const { actual, expected, text } of checked) {
      expect(asWritten(actual, text), text).toEqual(expected)
    }
  },
)

interface Checked {
  readonly actual: unknown
  readonly expected: unknown
  /** What stands behind the arrow. */
  readonly text: string
}

/** A number to as many digits as the example writes; a whole number and anything else as it is. */
function asWritten(actual: unknown, text: string): unknown {
  if (typeof actual !== 'number' || !/^-?\d*\.\d+(e-?\d+)?$/.test(text)) return actual
  const digits = text.replace(/e.*$/, '').replace(/[-.]/g, '').replace(/^0+/, '')
  return Number(actual.toPrecision(Math.max(1, digits.length)))
}

/** Runs an example with everything the doors export in scope. */
function run(example: string): readonly Checked[] {
  const body = example
    .split('\n')
    .map((line) =>
      line.replace(
        /^(.*?);? \/\/ => (.*)$/,
        (_, left: string, right: string) =>
          `;checked.push({ actual: (${left}), expected: (${right}), text: ${JSON.stringify(right)} })`,
      ),
    )
    .join('\n')
  // oxlint-disable-next-line typescript/no-implied-eval -- the point of this file
  const play = new Function(...Object.keys(doors), `const checked = [];\n${body}\nreturn checked`)
  return play(...Object.values(doors)) as readonly Checked[]
}
