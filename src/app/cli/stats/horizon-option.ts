import { Option } from 'commander'
import { wholeNumber } from '../arguments.ts'

// A forecast further out says nothing of the data, and its document fills the memory.
const HORIZON_ROWS_MAX = 10_000

/** `--horizon`, of every model that forecasts. */
export function horizonOption(meaning = 'rows to forecast', rows = 10): Option {
  return new Option('--horizon <n>', meaning)
    .argParser(wholeNumber(1, HORIZON_ROWS_MAX))
    .default(rows)
}
