import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IsobarError } from '../../core/errors.ts'
import { actingTokenName } from '../../protocol/desk.ts'

/** Stands in `web/index.html` where the server and the report write what they know. */
const factsMark = '<!--isobar:facts-->'

/** Stands there where the desk writes the token its page acts with; a report has none. */
const tokenMark = '<!--isobar:token-->'

/**
 * The built page with a few facts in it, readable before, and without, its script.
 *
 * @param facts HTML, escaped by the caller
 * @param token what the page acts with (`acting-token.ts`); undefined for a page that cannot
 * @throws IsobarError of code `world` when the page was not built
 */
export function readPage(webFolder: string, facts: string, token?: string): string {
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
  for (const mark of [factsMark, tokenMark]) {
    if (page.includes(mark)) continue
    throw new IsobarError('world', `${path} is not the desk's page: it has no ${mark}`)
  }
  const tokenHtml = token === undefined ? '' : `<meta name="${actingTokenName}" content="${token}">`
  return page.replace(factsMark, () => facts).replace(tokenMark, () => tokenHtml)
}
