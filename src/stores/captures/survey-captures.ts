import type { Protocol } from '../../wire/part.ts'
import { protocols, type FeedName } from '../../wire/protocols.ts'
import { StepSurvey, type SeenSymbol } from '../../wire/step-survey.ts'
import { readCapture, type CaptureEntry } from './capture-files.ts'
import { ConnectionMarkets } from './connection-markets.ts'
import { symbolAsked } from './symbol-asked.ts'

/** What is in captures, found by reading them once. */
export interface CaptureSurvey {
  /** Those with messages, by the time of their first. */
  readonly files: readonly string[]
  readonly empty: readonly string[]
  readonly seen: readonly SeenInMarket[]
}

/** A symbol, and the market in which it is called so: see `marketOf`. */
export interface SeenInMarket extends SeenSymbol {
  readonly market: string
}

/**
 * Reads captures to know their symbols and how fine the steps of each are, before they are read for good.
 *
 * @throws DataError naming the line that is none of a capture
 */
export async function surveyCaptures(
  files: readonly string[],
  feed: FeedName,
): Promise<CaptureSurvey> {
  const protocol = protocols[feed]
  const markets = new ConnectionMarkets(feed)
  const surveys = new Map([['', new StepSurvey(protocol)]])
  const nameless: NamelessMessage[] = []
  const begun: { readonly file: string; readonly localTime: number }[] = []
  const empty: string[] = []
  for (const file of files) {
    let first: number | undefined
    for await (const entry of readCapture(file)) {
      first ??= entry.localTime
      const market = markets.of(entry)
      if (entry.kind === 'connected') continue
      const survey = surveys.get(market) ?? new StepSurvey(protocol)
      surveys.set(market, survey)
      look(survey, protocol, entry, nameless)
    }
    if (first === undefined) empty.push(file)
    else begun.push({ file, localTime: first })
  }
  const seen = seenIn(surveys)
  const [only] = seen
  // Of a capture of one symbol, a book that names none is its.
  if (only !== undefined && seen.length === 1) {
    const survey = surveys.get(only.market)!
    const instrument = survey.indexOf(only.symbol)!
    for (const { bytes, localTime } of nameless) {
      survey.look({ bytes, start: 0, end: bytes.length, localTime, instrument })
    }
  }
  const inOrder = begun.toSorted((a, b) => a.localTime - b.localTime)
  return { files: inOrder.map(({ file }) => file), empty, seen: seenIn(surveys) }
}

function seenIn(surveys: ReadonlyMap<string, StepSurvey>): readonly SeenInMarket[] {
  return [...surveys].flatMap(([market, survey]) =>
    survey.seen().map((symbol) => ({ ...symbol, market })),
  )
}

interface NamelessMessage {
  readonly bytes: Uint8Array
  readonly localTime: CaptureEntry['localTime']
}

/** Books over REST are few, and all alike. */
const namelessMost = 16

function look(
  survey: StepSurvey,
  protocol: Protocol,
  entry: CaptureEntry,
  nameless: NamelessMessage[],
): void {
  const { bytes, start, end, localTime } = entry
  const asked = symbolAsked(protocol, entry)
  // Answers are also lists of instruments and the like.
  if (entry.kind === 'answer' && asked === undefined) return
  const instrument = asked === undefined ? undefined : survey.indexOf(asked)
  const whose = instrument === undefined ? {} : { instrument }
  const outcome = survey.look({ bytes, start, end, localTime, ...whose })
  const isNameless = outcome.kind === 'malformed' && outcome.reason === 'missing-field'
  if (isNameless && Number.isNaN(outcome.instrument) && nameless.length < namelessMost) {
    nameless.push({ bytes: bytes.slice(start, end), localTime })
  }
}
