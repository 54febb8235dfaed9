// Every benchmark, one after another, each in a process of its own: `npm run bench`.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const benches = ['cointegration', 'volatility', 'screen', 'sweep', 'books', 'wire', 'recordings']

for (const name of benches) {
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url))
  console.log(`\n# ${name}`)
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
