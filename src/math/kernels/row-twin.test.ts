import { describeRowKernel } from '../../../test/row-kernel-conformance.ts'
import { rowTwin } from './row-twin.ts'

describeRowKernel('TypeScript', rowTwin)
