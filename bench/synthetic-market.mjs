// How fast a synthetic market is made, and that its memory does not grow:
//
//   node bench/synthetic-market.mjs [SECONDS of market]
import { cpus } from 'node:os'

const built = new URL('../build/src/', import.meta.url)
const { EventColumns } = await import(new URL('core/events/event-columns.js', built))
const { SyntheticMarket } = await import(new URL('simulation/market/synthetic-market.js', built))
const { defaultMarketPlan } = await import(new URL('simulation/market/default-plan.js', built))

const seconds = Number(process.argv[2] ?? 3600)
const plan = defaultMarketPlan(1)
const market = new SyntheticMarket(plan)
const rows = new EventColumns(65_536)
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

process.stdout.write(
  `${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model}, Node ${process.version}\n`,
)
const parts = 6
for (let part = 1; part <= parts; part++) {
  let count = 0
  const cpu = cpuSeconds()
  const started = performance.now()
  for (let isDone = false; !isDone;) {
    rows.empty()
    isDone = market.advance(plan.start + (part / parts) * seconds * 1e6, rows, 65_536)
    count += rows.length
  }
  const spent = cpuSeconds() - cpu
  const wall = (performance.now() - started) / 1000
  const { rss } = process.memoryUsage()
  process.stdout.write(
    `${count.toLocaleString('en')} rows: ${(count / spent / 1e6).toFixed(2)} M rows/s of processor, ` +
      `${(count / wall / 1e6).toFixed(2)} M rows/s on the clock, ${(rss / 2 ** 20).toFixed(0)} MiB resident\n`,
  )
}
