import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { SampleClock } from '../../forecast/labels/sample-clocks.ts'
import type { ForecastModel } from '../../forecast/model/forecast-model.ts'
import { modelFromPlain, plainModel } from '../../forecast/model/plain-model.ts'
import type { FeaturePlan } from '../../microstructure/features/feature-plan.ts'
import type { EvaluatedFlow } from '../../research/flow/evaluate-flow.ts'
import { DataError, worldFileError } from '../../stores/data-error.ts'
import { replaceFile } from '../../stores/replace-file.ts'

/** A trained model with what it came from and what it is worth. */
export interface KeptModel {
  readonly instrument: string
  readonly source: 'bars' | 'ticks'
  readonly model: ForecastModel
  /** Of the features it was trained on, to be run again as they were; null of bars. */
  readonly plan: FeaturePlan | null
  /** When ticks were looked at; null of bars. */
  readonly clock: SampleClock | null
  /** Of a walk-forward within the training range. */
  readonly scorecard: EvaluatedFlow['result']
}

/**
 * Of the file, and of what its numbers mean. 3: spans of features are (t - span, t]; up to 2 they reached up to a second
 * farther back, and such a model would be shown other numbers than it was trained on. 4: sweeps are a part of their own.
 */
const modelFormat = 4

/** Writes a model. Its hash is over all of the document but the hash itself. */
export async function writeModelFile(
  file: string,
  kept: KeptModel,
): Promise<{ readonly sha256: string }> {
  const body = {
    format: modelFormat,
    kind: 'isobar-flow-model',
    ...kept,
    model: plainModel(kept.model),
  }
  const text = JSON.stringify(body)
  const sha256 = hashOf(text)
  await replaceFile(file, `${JSON.stringify({ sha256, ...(JSON.parse(text) as object) })}\n`).catch(
    (cause: unknown) => {
      throw worldFileError(file, cause, 'write')
    },
  )
  return { sha256 }
}

/** A model that was read, and the hash it was read by. */
export interface ReadModel extends KeptModel {
  readonly sha256: string
}

/** @throws DataError when it is no model, or not what was written */
export async function readModelFile(file: string): Promise<ReadModel> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  const { sha256, ...body } = parsed(file, text)
  if (body['kind'] !== 'isobar-flow-model' || body['format'] !== modelFormat) {
    const came =
      body['kind'] === 'isobar-flow-model'
        ? `format ${String(body['format'])}: train it again`
        : 'another file'
    throw new DataError({ file, expected: `a model of isobar flow, format ${modelFormat}`, came })
  }
  const found = hashOf(JSON.stringify(body))
  if (found !== sha256) {
    throw new DataError({ file, expected: `sha256 ${String(sha256)}`, came: found })
  }
  const kept = body as unknown as KeptModel
  return { ...kept, model: modelFromPlain(body['model']), sha256: found }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function parsed(file: string, text: string): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document === 'object' && document !== null)
      return document as Record<string, unknown>
  } catch (cause) {
    throw new DataError({ file, expected: 'JSON', came: 'text that is not JSON', cause })
  }
  throw new DataError({ file, expected: 'a model', came: 'no record' })
}
