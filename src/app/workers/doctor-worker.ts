import { examine, type Examination } from '../doctor/examine.ts'

// A process of its own looks at the machine: see run-doctor.ts.

process.once('message', (wish: Examination) => {
  void examine(wish, (event) => process.send?.(event)).then(() => process.send?.({ kind: 'over' }))
})
// Whoever asked is gone.
process.once('disconnect', () => process.exit())
