import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The package's root: two levels up from the sources, three from the build. */
const root = nearestPackage(import.meta.dirname)

export const packageFolder: string = root

/** True in a checkout, false in an installed package, which carries its build and no sources. */
export const isCheckout: boolean = existsSync(join(root, 'src'))

function nearestPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : nearestPackage(dirname(folder))
}

/** The version in package.json. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

/** Hash over everything the build was made from, as bin/isobar wrote it: which program this is, between versions too. */
export function buildStamp(): string {
  return readFileSync(join(root, 'build', 'stamp'), 'utf8')
}

/** The folder of the built pages. */
export const webFolder: string = join(root, 'build', 'web')

/** The folder of the compiled kernels. */
export const kernelsFolder: string = join(root, 'build', 'kernels')

/** The built file behind a door of the package: `engine` for `isobar/engine`. */
export function doorFile(name: string): string {
  return join(root, 'build', 'src', name, 'index.js')
}

/** The folder of the examples. */
export const examplesFolder: string = join(root, 'examples')
