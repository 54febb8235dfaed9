import type { Protocol } from '../../wire/part.ts'
import type { CaptureEntry } from './capture-files.ts'

/** The symbol whose book was asked for over REST; undefined when the request was for something else. */
export function symbolAsked(
  { bookRequest }: Protocol,
  { url }: Pick<CaptureEntry, 'url'>,
): string | undefined {
  const symbol = bookRequest?.exec(url)?.[1]
  return symbol === undefined ? undefined : decodeURIComponent(symbol)
}
