import { IsobarError } from '../../core/errors.ts'
import { invariant } from '../../math/invariant.ts'
import type { PairAnswer } from '../../protocol/desk.ts'
import { pairParameterEntries, type PairParameters } from '../../protocol/pair-parameters.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { jobQueue } from './job-queue.ts'
import { serverLimits } from './limits.ts'
import { recentCache } from './recent-cache.ts'
import { universeKey, type DeskBars, type PairLegs } from './universe-bars.ts'

/** What a reader wants to know about one pair. */
export interface PairQuestion extends PairLegs {
  readonly parameters: PairParameters
}

export interface PairAnswers {
  /** The `PairAnswer` as JSON text. @throws IsobarError when the bars cannot be read or too many are waiting */
  askText(question: PairQuestion): Promise<string>
  close(): void
}

/** Works out pairs a few at a time and keeps the answers used last, so that going back is instant. */
export function pairAnswers(parts: {
  readonly bars: DeskBars
  readonly jobs: DeskJobs
}): PairAnswers {
  const { jobs, bars } = parts
  const answers = recentCache<Promise<string>>(serverLimits.pairAnswersKeptMax, () =>
    bars.sealsStamp(),
  )
  const queue = jobQueue('pair', {
    atOnce: serverLimits.pairsAtOnceMax,
    waiting: serverLimits.pairsWaitingMax,
  })
  const ending = new AbortController()

  const work = async (question: PairQuestion): Promise<string> => {
    const { input, notes } = await bars.pair(question)
    const found = await jobs.pair(input, question.parameters, { signal: ending.signal })
    return JSON.stringify({ ...found, sealed: notes } satisfies PairAnswer)
  }

  return {
    askText(question) {
      invariant(question.y !== question.x, 'a pair has two different series')
      const key = pairKey(question)
      const known = answers.get(key)
      if (known !== undefined) return known
      const fresh = queue.run(() => work(question))
      answers.set(key, fresh)
      fresh.catch(() => {
        if (answers.get(key) === fresh) answers.delete(key)
      })
      return fresh
    },
    close() {
      queue.close()
      ending.abort(new IsobarError('refused', 'the desk is closing'))
    },
  }
}

/** What tells one question from another. */
export function pairKey({ parameters, ...legs }: PairQuestion): string {
  return [legsKey(legs), ...pairParameterEntries(parameters).flat()].join(' ')
}

export function legsKey({ universe, y, x }: PairLegs): string {
  return `${universeKey(universe)} ${y} ${x}`
}
