import type { BarSeries } from '../../core/bars.ts'
import type { FundingSeries } from '../../core/funding.ts'
import { IsobarError } from '../../core/errors.ts'
import { invariant } from '../../math/invariant.ts'
import type { Universe } from '../../protocol/desk.ts'
import { pairParameterEntries, type PairParameters } from '../../protocol/pair-parameters.ts'
import type { BacktestInput } from '../../research/pairs/backtest-options.ts'
import type { UsableBars } from '../usable-bars.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { jobQueue } from './job-queue.ts'
import { serverLimits } from './limits.ts'
import { recentCache } from './recent-cache.ts'
import { universeKey } from './universe-bars.ts'

/** What a reader wants to know about one pair. */
export interface PairQuestion {
  readonly universe: Universe
  readonly y: string
  readonly x: string
  readonly parameters: PairParameters
}

export interface PairAnswers {
  /** The `PairAnswer` as JSON text. @throws IsobarError when the bars cannot be read or too many are waiting */
  askText(question: PairQuestion): Promise<string>
  close(): void
}

/** Works out pairs a few at a time and keeps the answers used last, so that going back is instant. */
export function pairAnswers(parts: DeskReading & { readonly jobs: DeskJobs }): PairAnswers {
  const { jobs } = parts
  const answers = recentCache<Promise<string>>(serverLimits.pairAnswersKeptMax)
  const queue = jobQueue('pair', {
    atOnce: serverLimits.pairsAtOnceMax,
    waiting: serverLimits.pairsWaitingMax,
  })
  const ending = new AbortController()

  const work = async (question: PairQuestion): Promise<string> => {
    const input = await pairInput(question, parts)
    return JSON.stringify(await jobs.pair(input, question.parameters, { signal: ending.signal }))
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

/** Where bars and their funding come from. */
export interface DeskReading {
  readonly barsOf: (universe: Universe) => Promise<UsableBars>
  readonly fundingOf: (bars: BarSeries) => Promise<FundingSeries | undefined>
}

/** What tells one question from another. */
export function pairKey({ universe, y, x, parameters }: PairQuestion): string {
  return [universeKey(universe), y, x, ...pairParameterEntries(parameters).flat()].join(' ')
}

/** The bars and funding of a pair's legs. @throws IsobarError when one has none */
export async function pairInput(
  { universe, y, x }: PairQuestion,
  { barsOf, fundingOf }: DeskReading,
): Promise<BacktestInput> {
  const { series: bars } = await barsOf(universe)
  const named = (name: string): BarSeries => {
    const found = bars.find((series) => series.instrument.name === name)
    if (found !== undefined) return found
    throw new IsobarError('data', `${name} is listed under ${universe.venue} but has no bars`)
  }
  const legs = { y: named(y), x: named(x) }
  const [yFunding, xFunding] = [await fundingOf(legs.y), await fundingOf(legs.x)]
  return {
    ...legs,
    ...(yFunding === undefined ? {} : { yFunding }),
    ...(xFunding === undefined ? {} : { xFunding }),
  }
}
