import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IsobarError } from '../../core/errors.ts'

/** Stands in `web/index.html` where the server and the report write what they know. */
const factsMark = '<!--isobar:facts-->'

/**
 * The built page with a few facts in it, readable before, and without, its script.
 *
 * @param facts HTML, escaped by the caller
 * @throws IsobarError of code `world` when the page was not built
 */
export function readPage(webFolder: string, facts: string): string {
  const path = join(webFolder, 'index.html')
  const page = (() => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      throw new IsobarError('world', `the desk's page is not at ${path}: build it first`, {
        cause: error,
        context: { path },
      })
    }
  })()
  if (!page.includes(factsMark)) {
    throw new IsobarError('world', `${path} is not the desk's page: it has no ${factsMark}`)
  }
  return page.replace(factsMark, () => facts)
}
