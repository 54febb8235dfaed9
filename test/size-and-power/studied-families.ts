import { breaks } from './families/breaks.ts'
import { cointegration } from './families/cointegration.ts'
import { residualLaw, residualMemory } from './families/diagnostics.ts'
import {
  bootstrapAssumptions,
  bootstrapWeights,
  engleGrangerTail,
  thirdCoins,
} from './families/engle-granger.ts'
import { manyTests } from './families/many-tests.ts'
import { modelComparisons } from './families/model-comparisons.ts'
import { regression } from './families/regression.ts'
import { unitRoots } from './families/unit-roots.ts'
import { vectorModels } from './families/vector-models.ts'
import { garchNoise, gaussianNoise, realNoise } from './noises.ts'
import type { NamedNoise, StudiedFamily, StudiedTest } from './studied-test.ts'

/** Every test with a p-value or a known rate of false alarms. A new one goes into its family, or brings a file. */
const studiedFamilies: readonly StudiedFamily[] = [
  engleGrangerTail,
  bootstrapWeights,
  bootstrapAssumptions,
  thirdCoins,
  unitRoots,
  cointegration,
  regression,
  residualMemory,
  residualLaw,
  vectorModels,
  breaks,
  modelComparisons,
  manyTests,
]

export const usualNoises: readonly NamedNoise[] = [
  { name: 'Gaussian', of: () => gaussianNoise },
  { name: 'GARCH-t', of: () => garchNoise },
  { name: 'real', of: realNoise, isReal: true },
]

/** One test on one kind of increments: a row of the page. */
export interface StudiedCase {
  readonly family: StudiedFamily
  readonly each: StudiedTest
  readonly noise: NamedNoise
}

export const studiedCases: readonly StudiedCase[] = studiedFamilies.flatMap((family) =>
  family.tests.flatMap((each) =>
    (family.noises ?? usualNoises).map((noise) => ({ family, each, noise })),
  ),
)
