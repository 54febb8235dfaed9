// `npm run build`: what bin/isobar does by itself before its first run.
import { SetUpError, setUp } from './set-up.mjs'

try {
  await setUp()
} catch (error) {
  if (!(error instanceof SetUpError)) throw error
  process.stderr.write(`isobar: ${error.message}\n`)
  process.exitCode = 1
}
