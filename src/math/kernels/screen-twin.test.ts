import { describeScreenKernel } from '../../../test/screen-kernel-conformance.ts'
import { screenTwin } from './screen-twin.ts'

describeScreenKernel('TypeScript', screenTwin)
