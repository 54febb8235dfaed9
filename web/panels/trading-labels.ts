import type { FieldLabel } from './fields-form.tsx'

/** How the parameters of trading a relation are called on the page. */
export const tradingLabels: Readonly<Record<string, FieldLabel>> = {
  entry: { label: 'Entry', unit: '|z|', title: 'Open at' },
  exit: { label: 'Exit', unit: '|z|', title: 'Close at' },
  stop: { label: 'Stop', unit: '|z|', title: 'Give up at' },
  'fee-bps': { label: 'Fee', unit: 'bps', title: 'Taker fee of each leg and side' },
  'slippage-bps': { label: 'Slippage', unit: 'bps', title: 'Every fill is worse by so much' },
  log: { label: 'log prices', title: 'The hedge is then a ratio of notionals' },
  'break-monitor': {
    label: 'watch for breaks',
    title: 'Close and stay out when a relation breaks',
  },
  hedge: {
    label: 'Hedge',
    meanings: {
      ols: 'least squares',
      tls: 'total least squares',
      johansen: 'Johansen',
      kalman: 'Kalman filter',
    },
  },
  z: {
    label: 'z of',
    title: 'Whose mean and deviation z is measured by',
    meanings: { training: 'training window', trailing: 'trailing window' },
  },
}
