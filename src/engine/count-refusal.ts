import type { Refusal } from '../core/strategy/refusal.ts'
import { auditKind } from './audit.ts'
import type { Engine } from './engine.ts'

/** Counts a refusal, and writes it into the audit. */
export function countRefusal(
  engine: Engine,
  runner: number,
  { kind }: Refusal,
  instrument: number,
): void {
  const own = engine.runners[runner]!
  own.refusals++
  own.refusalsBy.set(kind, (own.refusalsBy.get(kind) ?? 0) + 1)
  engine.audit.append(engine.time, auditKind.refused, { instrument, order: runner })
}
