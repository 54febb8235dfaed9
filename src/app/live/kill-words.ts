import type { Currency } from '../../core/currency.ts'
import type { Kill } from '../../risk/risk-state.ts'

/** Why the switch is thrown: `asked`, `daily-loss of 51.2 USDT beyond 50`. */
export function killInWords(reason: Kill['reason'], currency: Currency): string {
  if (reason.kind === 'asked') return reason.kind
  return `${reason.kind} of ${shown(reason.value)} ${currency} beyond ${shown(reason.limit)}`
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)))
}
