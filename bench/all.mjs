// Every benchmark, one after another, each in a process of its own: `npm run bench`.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const benches = [
  'cointegration',
  'volatility',
  'screen',
  'sweep',
  'books',
  'router',
  'wire',
  'recordings',
  'microstructure',
  'simulated-venue',
  'engine',
  'arbitrage',
]

for (const name of benches) {
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url))
  process.stdout.write(`\n# ${name}\n`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', script], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
