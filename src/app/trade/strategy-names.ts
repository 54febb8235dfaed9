/** What would make two runs differ, and what to use instead; of other names of the machine there is no more to say. */
const instead: Readonly<Record<string, string>> = {
  Date: 'time comes with every event',
  performance: 'time comes with every event',
  'Math.random': 'use desk.uniform()',
  crypto: 'use desk.uniform()',
  process: 'settings come from the configuration',
  fetch: 'a strategy reads what it is told',
  setTimeout: "answer with an intent of kind 'wake'",
  setInterval: "answer with an intent of kind 'wake'",
  setImmediate: "answer with an intent of kind 'wake'",
  globalThis: 'it is another name for what is not there',
  global: 'it is another name for what is not there',
  eval: 'code is what is in the file',
  Function: 'code is what is in the file',
  Intl: 'what it says depends on the machine and its clock',
}

/** Names of the language itself that answer the same in every run; `Math` is a copy without `random`. */
const plain: ReadonlySet<string> = new Set(
  `Object Array Number String Boolean Symbol BigInt Math JSON Reflect Proxy Promise RegExp Iterator
  Map Set WeakMap WeakSet ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array
  Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError
  parseInt parseFloat isNaN isFinite NaN Infinity undefined decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape unescape console structuredClone queueMicrotask TextEncoder TextDecoder atob btoa`.split(
    /\s+/,
  ),
)

const forbidden: readonly string[] = [
  ...new Set([...Object.keys(instead), ...Object.getOwnPropertyNames(globalThis)]),
].filter((name) => /^[\w$.]+$/.test(name) && !plain.has(name))

const mark = (name: string): string => `isobarForbids_${name.replace('.', '_')}_`

/** What a bundle puts in the place of each name that is not its own. */
export const replacedNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(forbidden.map((name) => [name, mark(name)])),
  Math: 'isobarMath',
}

/** The head of a bundle: a literal without a getter, so that its functions are called as fast as those of `Math`. */
export const bundleHead: string = headOf(
  Object.getOwnPropertyNames(Math).filter((name) => name !== 'random'),
)

function headOf(names: readonly string[]): string {
  const entries = names.map((name) => `${name}: Math.${name}`).join(', ')
  const random = "random() { throw new Error('it uses Math.random: use desk.uniform()') }"
  return `const isobarMath = Object.freeze({ ${entries}, ${random} });`
}

/** The first name in a bundle that may not be there, and what to do about it. */
export function forbiddenIn(code: string): string | undefined {
  const name = forbidden.find((each) => code.includes(mark(each)))
  if (name === undefined) return undefined
  return `${name}: ${instead[name] ?? 'it is no part of what a strategy may use'}`
}

/**
 * Takes the way from a function to code made of text, `(() => {}).constructor('...')`, from this process: nothing else
 * goes that way, and in what is made so no name is replaced.
 */
export function closeConstructors(): void {
  for (const each of [() => 0, async () => 0, function* () {}, async function* () {}]) {
    const prototype = Object.getPrototypeOf(each) as object
    const { name } = (prototype as { readonly constructor: { readonly name: string } }).constructor
    const closed = refuseText.bind(undefined)
    // What only asks for the name of a constructor, or for instances of it, is answered as before.
    Object.defineProperty(closed, 'name', { value: name })
    Object.defineProperty(closed, 'prototype', { value: prototype })
    Object.defineProperty(prototype, 'constructor', { value: closed, configurable: true })
  }
}

function refuseText(): never {
  throw new Error('it makes code of text: code is what is in the file')
}
