import type { ErrorLaw } from './error-law.ts'
import { generalisedErrors } from './ged.ts'
import { normalErrors } from './normal.ts'
import { skewStudentErrors } from './skew-t.ts'
import { studentErrors } from './student-t.ts'

/** The laws a standardised residual can follow, by name. */
export const errorLaws: Readonly<Record<ErrorLaw['name'], ErrorLaw>> = {
  normal: normalErrors,
  t: studentErrors,
  skewt: skewStudentErrors,
  ged: generalisedErrors,
}
