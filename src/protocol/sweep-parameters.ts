import type { SweepParameter } from '../research/pairs/sweep-result.ts'
import { pairFields, type PairParameters } from './pair-parameters.ts'
import {
  listedFields,
  parameterEntries,
  parseParameters,
  usualParameters,
  type FieldsOf,
  type ParsedParameters,
} from './parameter-fields.ts'

/** A grid as it is typed, and what is not in it. */
export interface SweepParameters extends PairParameters {
  /** As `isobar pairs sweep --grid` takes it: `entry=1:3:0.25,exit=0/0.5`. */
  readonly grid: string
}

export const sweepFields: FieldsOf<SweepParameters> = {
  grid: {
    kind: 'text',
    name: 'grid',
    usual: 'entry=1:3:0.25,exit=-0.5:1:0.25',
    charactersMax: 300,
  },
  ...pairFields,
}

export const defaultSweepParameters: SweepParameters = usualParameters(sweepFields)

/** The parameters an address asks for. Levels are the grid's matter: a cell without sense is left out of it. */
export function parseSweepParameters(
  read: (name: string) => string | undefined,
): ParsedParameters<SweepParameters> {
  return parseParameters(sweepFields, read)
}

export function sweepEntries(parameters: SweepParameters): readonly (readonly [string, string])[] {
  return parameterEntries(sweepFields, parameters)
}

/** What a grid of the desk may vary: what the page of a pair has, so that a cell can be opened there. */
export function isOpenable(name: SweepParameter): boolean {
  return openable.has(name)
}

const openable: ReadonlySet<string> = new Set(
  listedFields(pairFields)
    .filter(([, { kind }]) => kind === 'number')
    .map(([, { name }]) => name),
)

/** What is not in the grid. */
export function withoutGrid(parameters: SweepParameters): PairParameters {
  const own = listedFields(pairFields).map(([key]) => [key, parameters[key]])
  return Object.fromEntries(own) as PairParameters
}

/** The pair's parameters of a cell: those of the sweep with the cell's own values in their places. */
export function cellParameters(
  sweep: SweepParameters,
  names: readonly SweepParameter[],
  values: readonly (number | null)[],
): PairParameters {
  const own = listedFields(pairFields).flatMap(([key, { name }]) => {
    const place = names.findIndex((one) => one === name)
    const value = place < 0 ? null : (values[place] ?? null)
    return value === null ? [] : [[key, value] as const]
  })
  return { ...withoutGrid(sweep), ...Object.fromEntries(own) }
}
