import {
  benjaminiHochberg,
  benjaminiYekutieli,
} from '../../../econometrics/multiple-testing/false-discovery.ts'
import type { FalseDiscoveryControl } from '../screen-result.ts'

/** q-values of a formation's tests, each once; without control the p-values themselves. */
export function controlled(pValues: readonly number[], fdr: FalseDiscoveryControl): Float64Array {
  switch (fdr) {
    case 'bh':
      return benjaminiHochberg(Float64Array.from(pValues))
    case 'by':
      return benjaminiYekutieli(Float64Array.from(pValues))
    case 'none':
      return Float64Array.from(pValues)
  }
}
