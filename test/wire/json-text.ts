/** A JSON text taken apart with every scalar as it was written, so that it can be written in other ways. */
export type JsonText =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'list'; readonly elements: readonly JsonText[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, JsonText])[] }

/** Takes a well-formed text apart. */
export function jsonText(text: string): JsonText {
  const tokens = tokensOf(text)
  let at = 0
  const value = (): JsonText => {
    const token = tokens[at++]!
    if (token === '[') {
      const elements: JsonText[] = []
      while (tokens[at] !== ']') {
        elements.push(value())
        if (tokens[at] === ',') at++
      }
      at++
      return { kind: 'list', elements }
    }
    if (token !== '{') return { kind: 'scalar', text: token }
    const members: [string, JsonText][] = []
    while (tokens[at] !== '}') {
      const key = tokens[at]!
      at += 2
      members.push([key, value()])
      if (tokens[at] === ',') at++
    }
    at++
    return { kind: 'object', members }
  }
  return value()
}

/** The shortest text of it. */
export function textOf(json: JsonText): string {
  if (json.kind === 'scalar') return json.text
  if (json.kind === 'list') return `[${json.elements.map(textOf).join(',')}]`
  return `{${json.members.map(([key, value]) => `${key}:${textOf(value)}`).join(',')}}`
}

/** The same with the members of every object changed. */
export function withMembers(
  json: JsonText,
  change: (
    members: readonly (readonly [string, JsonText])[],
  ) => readonly (readonly [string, JsonText])[],
): JsonText {
  if (json.kind === 'scalar') return json
  if (json.kind === 'list') {
    return { kind: 'list', elements: json.elements.map((element) => withMembers(element, change)) }
  }
  const members = json.members.map(([key, value]) => [key, withMembers(value, change)] as const)
  return { kind: 'object', members: change(members) }
}

/** The same text with white space wherever JSON allows it. */
export function spaced(text: string): string {
  return `\r\n${tokensOf(text).join(' \t\n')} `
}

function tokensOf(text: string): string[] {
  return text.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/gs) ?? []
}
