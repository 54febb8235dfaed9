import { answer, Refused, type Answer } from '../../serving/answer.ts'
import type { Fields } from '../fields.ts'
import { refuse } from '../refusals.ts'

/** Orders that a batch may have. */
export const batchMost = 5

/** One after the other; each answers for itself. */
export async function batch(
  fields: Fields,
  one: (fields: Fields) => Promise<Answer>,
): Promise<Answer> {
  const answers: unknown[] = []
  for (const each of batchOf(fields)) {
    try {
      answers.push((await one(each)).body)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      answers.push(error.answer.body)
    }
  }
  return answer(answers)
}

function batchOf(fields: Fields): readonly Fields[] {
  let sent: unknown
  try {
    sent = JSON.parse(fields['batchOrders'] ?? '')
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  if (!Array.isArray(sent) || sent.length === 0 || sent.length > batchMost) {
    return refuse(-4082, 'Invalid number of batch place orders.')
  }
  return sent.map((each: object) =>
    Object.fromEntries(Object.entries(each).map(([name, value]) => [name, String(value)])),
  )
}

/** `[1,2]` or `["a","b"]`; nothing where nothing is sent. */
export function list(text: string | undefined): readonly string[] {
  if (text === undefined) return []
  return text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((part) => part.trim().replace(/^"|"$/g, ''))
    .filter((part) => part !== '')
}
