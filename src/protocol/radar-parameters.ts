import type { ScreenResult } from '../research/pairs/screen-result.ts'
import type { RadarHistoryParameters as Assumed } from '../research/radar/radar-history-result.ts'
import {
  parseParameters,
  usualParameters,
  type FieldsOf,
  type ParsedParameters,
} from './parameter-fields.ts'

/** What a screen's p-values rest on. */
export interface DrawnParameters {
  readonly null: 'asymptotic' | 'bootstrap'
  /** How many are drawn, where drawn universes decide. */
  readonly universes: number
  readonly seed: number
}

/** Options of `isobar pairs screen`. */
export const drawnFields: FieldsOf<DrawnParameters> = {
  null: { kind: 'choice', name: 'null', usual: 'asymptotic', words: ['asymptotic', 'bootstrap'] },
  universes: {
    kind: 'number',
    name: 'universes',
    usual: 500,
    limit: { kind: 'whole', least: 1, most: 10_000 },
  },
  seed: { kind: 'number', name: 'seed', usual: 1, limit: { kind: 'whole', least: 0 } },
}

/** p-values from tables. */
export const undrawn: DrawnParameters = usualParameters(drawnFields)

/** What a reader may change about a radar over time. */
export interface RadarHistoryParameters extends Pick<
  Assumed,
  'formationBars' | 'stepBars' | 'alpha' | 'log'
> {
  readonly fdr: ScreenResult['fdr']
}

export const radarHistoryFields: FieldsOf<RadarHistoryParameters> = {
  formationBars: {
    kind: 'number',
    name: 'formation',
    usual: 365,
    limit: { kind: 'whole', least: 30 },
  },
  stepBars: { kind: 'number', name: 'step', usual: 90, limit: { kind: 'whole', least: 1 } },
  alpha: { kind: 'number', name: 'alpha', usual: 0.05, limit: { kind: 'open-probability' } },
  fdr: { kind: 'choice', name: 'fdr', usual: 'bh', words: ['bh', 'by', 'none'] },
  log: { kind: 'flag', name: 'log', usual: true },
}

export const defaultRadarHistory: RadarHistoryParameters = usualParameters(radarHistoryFields)

/** The parameters an address asks for; what it leaves out is the default. */
export function parseRadarHistory(
  read: (name: string) => string | undefined,
): ParsedParameters<RadarHistoryParameters> {
  return parseParameters(radarHistoryFields, read)
}
