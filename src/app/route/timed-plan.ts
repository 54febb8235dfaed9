import { median } from '../../risk/consolidated-mid.ts'

/** So often a plan is made at most, and for so long, microseconds. */
const runsMost = 400
const forUs = 250_000

/**
 * A plan, and how long it takes who plans all the time, as a desk does: it is made again over the same books, up to 400
 * times or for a quarter of a second, and the median of the last quarter of them counts. The first is nearly all compiling:
 * 250 coins over 10 books of 200 levels took 50 ms, the tenth time 0.8 ms and the four hundredth 0.2 ms. One that takes a
 * quarter of a second by itself is made once.
 *
 * @param now microseconds of a clock that only goes forward
 */
export function timedPlan<Plan>(
  plan: () => Plan,
  now: () => number = machineUs,
): { readonly plan: Plan; readonly elapsedUs: number } {
  const begun = now()
  const first = plan()
  const tookUs = [now() - begun]
  while (tookUs.length < runsMost && now() - begun < forUs) {
    const from = now()
    plan()
    tookUs.push(now() - from)
  }
  return { plan: first, elapsedUs: median(tookUs.slice(Math.floor(tookUs.length * 0.75))) }
}

function machineUs(): number {
  return Number(process.hrtime.bigint()) / 1_000
}
