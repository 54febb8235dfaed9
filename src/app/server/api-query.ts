import type { Universe } from '../../protocol/desk.ts'
import {
  listedFields,
  parseParameters,
  type FieldsOf,
  type ParsedParameters,
} from '../../protocol/parameter-fields.ts'
import {
  flowTrainFields,
  parseFlowTrain,
  type FlowTrainParameters,
} from '../../protocol/flow-parameters.ts'
import {
  drawnFields,
  parseRadarHistory,
  radarHistoryFields,
  type RadarHistoryParameters,
} from '../../protocol/radar-parameters.ts'
import {
  nullFields,
  pairFields,
  parsePairParameters,
  type NullParameters,
} from '../../protocol/pair-parameters.ts'
import {
  parseWalkForwardParameters,
  walkForwardFields,
  type WalkForwardParameters,
} from '../../protocol/walk-forward-parameters.ts'
import {
  isOpenable,
  parseSweepParameters,
  sweepFields,
  type SweepParameters,
} from '../../protocol/sweep-parameters.ts'
import {
  parseVerdictParameters,
  verdictFields,
  type VerdictParameters,
} from '../../protocol/verdict-parameters.ts'
import { defaultBacktestOptions } from '../../research/pairs/backtest-options.ts'
import { cellsOf, parseGrid } from '../../research/pairs/sweep/sweep-grid.ts'
import type { GridDimension } from '../../research/pairs/sweep-result.ts'
import type { PairQuestion } from './pair-answers.ts'
import type { PairLegs } from './universe-bars.ts'

/** A query that could not be understood (400) or names what is not there (404), in one line. */
export interface BadQuery {
  readonly kind: 'bad'
  readonly status: 400 | 404
  readonly message: string
}

export type ParsedQuery<Value> = { readonly kind: 'value'; readonly value: Value } | BadQuery

/** `?venue=&timeframe=` of a universe this desk has. */
export function universeOfQuery(
  query: unknown,
  universes: readonly Universe[],
): ParsedQuery<Universe> {
  const names = plainQuery(query, ['venue', 'timeframe'])
  return names.kind === 'bad' ? names : findUniverse(names.value, universes)
}

/** A pair to be held against drawn ones. */
export interface PairNullQuestion extends PairQuestion {
  readonly draws: NullParameters
}

/** `?venue=&timeframe=&y=&x=&<parameters>` of a pair this desk has. */
export function pairOfQuery(
  query: unknown,
  universes: readonly Universe[],
): ParsedQuery<PairQuestion> {
  const names = plainQuery(query, pairNames)
  return names.kind === 'bad' ? names : pairOfNames(names.value, universes)
}

/** The same with `&null-runs=&seed=`. */
export function pairNullOfQuery(
  query: unknown,
  universes: readonly Universe[],
): ParsedQuery<PairNullQuestion> {
  const names = plainQuery(query, [...pairNames, ...namesOf(nullFields)])
  if (names.kind === 'bad') return names
  const pair = pairOfNames(names.value, universes)
  if (pair.kind === 'bad') return pair
  const draws = parseParameters(nullFields, (name) => names.value.get(name))
  if (draws.kind === 'invalid') return bad(400, draws.message)
  if (draws.value.nullRuns === 0) return bad(400, 'null-runs: expected how many, got none')
  return { kind: 'value', value: { ...pair.value, draws: draws.value } }
}

/** A grid over a pair. */
export interface SweepQuestion extends PairLegs {
  readonly parameters: SweepParameters
  readonly grid: readonly GridDimension[]
}

/** `?venue=&timeframe=&y=&x=&grid=&<parameters>` */
export function sweepOfQuery(
  query: unknown,
  universes: readonly Universe[],
): ParsedQuery<SweepQuestion> {
  const pair = pairWork(query, universes, namesOf(sweepFields), parseSweepParameters)
  if (pair.kind === 'bad') return pair
  const grid = parseGrid(pair.value.parameters.grid)
  if (grid.kind === 'unavailable') return bad(400, `grid: ${grid.detail}`)
  const foreign = grid.value.find(({ name }) => !isOpenable(name))
  if (foreign !== undefined) {
    const message = `grid: ${foreign.name} is swept by isobar pairs sweep only; the desk's pairs have no such parameter`
    return bad(400, message)
  }
  const { cells } = cellsOf(grid.value, { ...defaultBacktestOptions, ...pair.value.parameters })
  if (cells.length === 0) {
    return bad(400, 'grid: no cell has its exit below its entry and its stop beyond it')
  }
  return { kind: 'value', value: { ...pair.value, grid: grid.value } }
}

/** A card on a pair. */
export interface VerdictQuestion extends PairLegs {
  readonly parameters: VerdictParameters
}

/** `?venue=&timeframe=&y=&x=&<parameters>&null-runs=&seed=` */
export function verdictOfQuery(
  query: unknown,
  universes: readonly Universe[],
): ParsedQuery<VerdictQuestion> {
  return pairWork(query, universes, namesOf(verdictFields), parseVerdictParameters)
}

function pairWork<Parameters>(
  query: unknown,
  universes: readonly Universe[],
  known: readonly string[],
  parse: (read: (name: string) => string | undefined) => ParsedParameters<Parameters>,
): ParsedQuery<PairLegs & { readonly parameters: Parameters }> {
  const names = plainQuery(query, [...legNames, ...known])
  if (names.kind === 'bad') return names
  const legs = legsOfNames(names.value, universes)
  if (legs.kind === 'bad') return legs
  const parameters = parse((name) => names.value.get(name))
  if (parameters.kind === 'invalid') return bad(400, parameters.message)
  return { kind: 'value', value: { ...legs.value, parameters: parameters.value } }
}

const legNames: readonly string[] = ['venue', 'timeframe', 'y', 'x']
const pairNames: readonly string[] = [...legNames, ...namesOf(pairFields)]

function namesOf<Value>(fields: FieldsOf<Value>): string[] {
  return listedFields(fields).map(([, { name }]) => name)
}

function pairOfNames(
  names: ReadonlyMap<string, string>,
  universes: readonly Universe[],
): ParsedQuery<PairQuestion> {
  const legs = legsOfNames(names, universes)
  if (legs.kind === 'bad') return legs
  const parameters = parsePairParameters((name) => names.get(name))
  if (parameters.kind === 'invalid') return bad(400, parameters.message)
  return { kind: 'value', value: { ...legs.value, parameters: parameters.value } }
}

function legsOfNames(
  names: ReadonlyMap<string, string>,
  universes: readonly Universe[],
): ParsedQuery<PairLegs> {
  const universe = findUniverse(names, universes)
  if (universe.kind === 'bad') return universe
  const { series, venue, timeframe } = universe.value
  const pair: string[] = []
  for (const role of ['y', 'x']) {
    const name = names.get(role)
    if (name === undefined) return bad(400, `${role}: expected the name of a series, got none`)
    if (!series.includes(name)) {
      return bad(404, `${role}: ${shown(name)} is not among the ${venue} ${timeframe} series`)
    }
    pair.push(name)
  }
  const [y = '', x = ''] = pair
  if (y === x) return bad(400, `x: expected another series than y, got ${x} twice`)
  return { kind: 'value', value: { universe: universe.value, y, x } }
}

/** A walk-forward a reader asks for. */
export interface WalkForwardQuestion {
  readonly universe: Universe
  readonly parameters: WalkForwardParameters
}

/** `?venue=&timeframe=&<parameters>` of a universe this desk has. */
export function walkForwardOfQuery(
  query: unknown,
  universes: readonly Universe[],
): ParsedQuery<WalkForwardQuestion> {
  return universeWork(query, universes, namesOf(walkForwardFields), parseWalkForwardParameters)
}

/** A radar over time a reader asks for. */
export interface RadarHistoryQuestion {
  readonly universe: Universe
  readonly parameters: RadarHistoryParameters
}

export function radarHistoryOfQuery(
  query: unknown,
  universes: readonly Universe[],
): ParsedQuery<RadarHistoryQuestion> {
  return universeWork(query, universes, namesOf(radarHistoryFields), parseRadarHistory)
}

/** A screen to be held against drawn universes. */
export interface ScreenNullQuestion {
  readonly universe: Universe
  readonly universes: number
  readonly seed: number
}

/** `?venue=&timeframe=&universes=&seed=` of a universe this desk has. */
export function screenNullOfQuery(
  query: unknown,
  universes: readonly Universe[],
): ParsedQuery<ScreenNullQuestion> {
  const parsed = universeWork(query, universes, ['universes', 'seed'], (read) =>
    parseParameters(drawnFields, read),
  )
  if (parsed.kind === 'bad') return parsed
  const { universe, parameters } = parsed.value
  const { universes: drawn, seed } = parameters
  return { kind: 'value', value: { universe, universes: drawn, seed } }
}

/** A model to be trained. */
export interface FlowTrainQuestion {
  readonly parameters: FlowTrainParameters
}

/** `?instrument=&horizon=&model=`. */
export function flowTrainOfQuery(query: unknown): ParsedQuery<FlowTrainQuestion> {
  const names = plainQuery(query, namesOf(flowTrainFields))
  if (names.kind === 'bad') return names
  const parameters = parseFlowTrain((name) => names.value.get(name))
  if (parameters.kind === 'invalid') return bad(400, parameters.message)
  return { kind: 'value', value: { parameters: parameters.value } }
}

function universeWork<Parameters>(
  query: unknown,
  universes: readonly Universe[],
  known: readonly string[],
  parse: (read: (name: string) => string | undefined) => ParsedParameters<Parameters>,
): ParsedQuery<{ readonly universe: Universe; readonly parameters: Parameters }> {
  const names = plainQuery(query, ['venue', 'timeframe', ...known])
  if (names.kind === 'bad') return names
  const universe = findUniverse(names.value, universes)
  if (universe.kind === 'bad') return universe
  const parameters = parse((name) => names.value.get(name))
  if (parameters.kind === 'invalid') return bad(400, parameters.message)
  return { kind: 'value', value: { universe: universe.value, parameters: parameters.value } }
}

function findUniverse(
  names: ReadonlyMap<string, string>,
  universes: readonly Universe[],
): ParsedQuery<Universe> {
  const venue = names.get('venue')
  const timeframe = names.get('timeframe')
  if (venue === undefined) return bad(400, 'venue: expected the name of a venue, got none')
  if (timeframe === undefined) return bad(400, 'timeframe: expected one like 1h, got none')
  const found = universes.find((one) => one.venue === venue && one.timeframe === timeframe)
  if (found !== undefined) return { kind: 'value', value: found }
  return bad(
    404,
    `there is no universe ${shown(venue)} ${shown(timeframe)}; /api/universes has them`,
  )
}

/** Every name known and given once: a misspelt parameter must not silently mean its default. */
function plainQuery(
  query: unknown,
  known: readonly string[],
): ParsedQuery<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    if (!known.includes(name)) {
      return bad(400, `${shown(name)}: expected one of ${known.join(', ')}`)
    }
    if (typeof value !== 'string') return bad(400, `${name}: expected one value, got several`)
    names.set(name, value)
  }
  return { kind: 'value', value: names }
}

function shown(text: string): string {
  return text.length > 40 ? `'${text.slice(0, 40)}...'` : `'${text}'`
}

function bad(status: 400 | 404, message: string): BadQuery {
  return { kind: 'bad', status, message }
}
