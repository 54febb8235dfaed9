import { errorText } from '../../core/errors.ts'

/** Groups of checks in the order in which they are told. */
const checkGroups = ['program', 'disk', 'machine', 'venues', 'keys', 'ports', 'locks'] as const
export type CheckGroup = (typeof checkGroups)[number]

/** What was found of one thing. */
export interface Finding {
  /** `remark`: what can be done without it works. `broken`: commands that need it stop. */
  readonly status: 'ok' | 'remark' | 'broken'
  readonly says: string
  /** What to do about it. */
  readonly advice?: string
  /** The same for a program; what is not known is null. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Something to look at. */
export interface Check {
  readonly group: CheckGroup
  readonly name: string
  /** It is given up after so long. */
  readonly withinMs: number
  /** What it comes to where it cannot even be looked at. */
  readonly otherwise: 'remark' | 'broken'
  readonly look: () => Finding | Promise<Finding>
}

/** What became of a check. */
export interface Checked extends Finding {
  readonly group: CheckGroup
  readonly name: string
  /** Given up: what it asked for may still be under way. */
  readonly isLate: boolean
}

/** Makes a check, whatever it throws and however long it would take. */
export async function checked(check: Check): Promise<Checked> {
  const { group, name, withinMs, otherwise } = check
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Finding & { isLate: true }>((resolve) => {
    timer = setTimeout(() => {
      const says = `no answer within ${withinMs / 1_000} s`
      resolve({ status: otherwise, says, isLate: true })
    }, withinMs)
  })
  try {
    const found = await Promise.race([Promise.resolve().then(check.look), late])
    return { isLate: false, ...found, group, name }
  } catch (cause) {
    return { group, name, status: otherwise, says: errorText(cause), isLate: false }
  } finally {
    clearTimeout(timer)
  }
}

/** What is told of checks as they are made; of one that has begun, what it comes to where nothing more is heard of it. */
export interface CheckEvent {
  readonly kind: 'begun' | 'found'
  readonly check: Checked
}

/** Makes a check, and tells so. */
export async function toldChecked(
  check: Check,
  tell: (event: CheckEvent) => void,
): Promise<Checked> {
  const { group, name, otherwise } = check
  tell({ kind: 'begun', check: { group, name, status: otherwise, says: '', isLate: true } })
  const found = await checked(check)
  tell({ kind: 'found', check: found })
  return found
}

/** In the order of their groups, and within one as they come. */
export function inGroups(checks: readonly Checked[]): readonly Checked[] {
  return checkGroups.flatMap((group) => checks.filter((each) => each.group === group))
}
