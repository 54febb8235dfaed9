import { closeList, comma, openList } from '../json-cursor.ts'
import type { Part } from '../part.ts'
import { seldom } from './object.ts'
import type { Reading } from '../reading.ts'
import { runScan, scanOf, type Hole, type Template } from '../scan.ts'

/** A list of any number of the same part; written until every row is told. */
export function list(part: Part): Part {
  return {
    ...(part.template === undefined ? {} : { template: ['[', scanElements(part.template)] }),
    read: (reading) => readElements(reading, (next) => part.read(next)),
    write(writing) {
      let separator = '['
      while (writing.row < writing.end) {
        const row = writing.row
        writing.text += separator
        if (!part.write(writing)) return false
        // What tells nothing of the rows would be written for ever.
        if (writing.row === row) return false
        separator = ','
      }
      writing.text += separator === '[' ? '[]' : ']'
      return true
    },
  }
}

/**
 * A list whose last element happened first, as Coinbase lists its trades. Rows ascend in time, so it is read from its
 * end: once to find where the elements begin, once to read them.
 */
export function newestFirst(part: Part): Part {
  const starts: number[] = []
  return {
    read(reading) {
      starts.length = 0
      const isList = readElements(reading, (next) => {
        starts.push(next.at)
        return next.skipValue()
      })
      if (!isList) return false
      const after = reading.at
      for (const start of starts.toReversed()) {
        reading.at = start
        if (!part.read(reading)) return false
      }
      reading.at = after
      return true
    },
    write(writing) {
      const written: string[] = []
      const before = writing.text
      while (writing.row < writing.end) {
        const row = writing.row
        writing.text = ''
        if (!part.write(writing) || writing.row === row) return false
        written.push(writing.text)
      }
      writing.text = `${before}[${written.toReversed().join(',')}]`
      return true
    },
  }
}

/**
 * A list that holds the part once. A second would have a place in the sequence of its own, and an outcome has one, so
 * it is refused.
 */
export function single(part: Part): Part {
  const { template } = part
  return {
    ...(template === undefined ? {} : { template: ['[', ...template, ']'] }),
    read(reading) {
      const start = reading.at
      let count = 0
      const isList = readElements(reading, (next) => {
        if (count++ > 0) return next.fail('unexpected-value', next.at, 'more than one element')
        return part.read(next)
      })
      return isList && (count > 0 || reading.fail('missing-field', start, 'an empty list'))
    },
    write(writing) {
      writing.text += '['
      if (!part.write(writing)) return false
      writing.text += ']'
      return true
    },
  }
}

/** A list within an element about one instrument: written as long as the rows are about it. */
export function listOfOne(part: Part): Part {
  const { read, template } = list(part)
  return {
    ...(template === undefined ? {} : { template }),
    read,
    write(writing) {
      const { rows } = writing
      const instrument = rows.instrument[writing.row]
      let separator = '['
      while (writing.row < writing.end && rows.instrument[writing.row] === instrument) {
        writing.text += separator
        if (!part.write(writing)) return false
        separator = ','
      }
      writing.text += ']'
      return true
    },
  }
}

/** The part, or `null` where there is nothing to say. */
export function orNull(part: Part): Part {
  const { read } = seldom(part)
  return {
    read,
    write(writing) {
      const before = writing.text
      if (!part.write(writing)) writing.text = `${before}null`
      return true
    },
  }
}

/** Exactly these parts, one after the other; further elements are stepped over. */
export function tuple(...parts: readonly Part[]): Part {
  return {
    read(reading) {
      let index = 0
      const isList = readElements(reading, (next) => {
        const part = parts[index++]
        return part === undefined ? next.skipValue() : part.read(next)
      })
      if (!isList) return false
      return (
        index >= parts.length ||
        reading.fail('missing-field', reading.at - 1, `${index} of ${parts.length} elements`)
      )
    },
    write(writing) {
      writing.text += '['
      for (const [index, part] of parts.entries()) {
        if (index > 0) writing.text += ','
        if (!part.write(writing)) return false
      }
      writing.text += ']'
      return true
    },
  }
}

/** Elements up to the end of the list, at least one. */
function scanElements(template: Template): Hole {
  const scan = scanOf(template)
  return (reading) => {
    for (;;) {
      if (!runScan(reading, scan)) return false
      const next = reading.bytes[reading.at++]
      if (next === closeList) return reading.at <= reading.end
      if (next !== comma) return false
    }
  }
}

function readElements(reading: Reading, readElement: (reading: Reading) => boolean): boolean {
  if (!reading.opens(openList)) return false
  let more = reading.closes(closeList) ? 0 : 1
  while (more === 1) {
    if (!readElement(reading)) return false
    more = reading.more(closeList)
  }
  return more === 0
}
