import { Option } from 'commander'
import type { Kernel } from '../../../econometrics/long-run/kernels.ts'
import { nonNegativeNumber } from '../arguments.ts'

/** How a long-run variance is summed up, on every command that has one. */
export interface KernelCliOptions {
  readonly kernel?: Kernel
  readonly bandwidth?: number | 'auto'
}

/** `--kernel` and `--bandwidth` */
export function kernelOptions(): readonly Option[] {
  return [
    new Option('--kernel <name>', 'weights of the long-run variance (default: "bartlett")').choices(
      ['bartlett', 'parzen', 'quadratic-spectral'],
    ),
    new Option(
      '--bandwidth <n|auto>',
      'how far it reaches, in rows (default: "auto", from the data)',
    ).argParser((text) => (text === 'auto' ? 'auto' : nonNegativeNumber(text))),
  ]
}
