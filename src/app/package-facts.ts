import { readFileSync } from 'node:fs'
import { join } from 'node:path'

// From build/src/app to the package's root.
const root = join(import.meta.dirname, '..', '..', '..')

/** The version in package.json. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

/** The folder of the built pages. */
export const webFolder: string = join(root, 'build', 'web')
