import { auditKind } from './audit.ts'
import type { Engine, Refused } from './engine.ts'

/** Counts a refusal, writes it into the audit, and tells whoever wants to hear of each. */
export function countRefusal(engine: Engine, runner: number, refused: Refused): void {
  const { intent, refusal } = refused
  const own = engine.runners[runner]!
  own.refusals++
  // The end stops a run as the switch would, which nobody has thrown.
  const kind = refusal.kind === 'killed' && engine.isStoppedByEnd ? 'ending' : refusal.kind
  own.refusalsBy.set(kind, (own.refusalsBy.get(kind) ?? 0) + 1)
  const instrument = intent.kind === 'place' ? intent.order.instrument : -1
  engine.audit.append(engine.time, auditKind.refused, { instrument, order: runner })
  engine.setup.refused?.(runner, refused)
}
