import { describeScreenKernel } from '../../../test/screen-kernel-conformance.ts'
import { compiledScreenKernel, loadScreenModule } from './compiled-screen.ts'

describeScreenKernel('compiled', compiledScreenKernel(loadScreenModule()))
