import { Option } from 'commander'
import { wholeNumber } from './arguments.ts'

/** How the lags of a unit-root regression are chosen, on every command that has one. */
export interface LagOptions {
  readonly criterion: 'aic' | 'bic' | 'tstat'
  readonly lags?: number
  readonly maxLags?: number
}

/** `--criterion`, `--lags` and `--max-lags`; unit-root regressions know the t value of the last lag beside the others. */
export function lagOptions(
  criteria: readonly string[] = ['aic', 'bic', 'tstat'],
): readonly Option[] {
  return [
    new Option('--criterion <name>', 'how the lag order is chosen')
      .choices([...criteria])
      .default('aic'),
    new Option('--lags <n>', 'a fixed lag order instead').argParser(wholeNumber(0)),
    new Option('--max-lags <n>', 'the longest lag tried').argParser(wholeNumber(0)),
  ]
}

/** `--trend` with the terms a test knows, the first of them the default unless one is named. */
export function trendOption(choices: readonly string[], chosen: string): Option {
  const words: Readonly<Record<string, string>> = {
    n: 'none',
    c: 'a constant',
    t: 'a trend',
    ct: 'constant and trend',
    ctt: 'and its square',
  }
  const meaning = choices.map((choice) => `${choice} ${words[choice]}`).join(', ')
  return new Option('--trend <terms>', `deterministic terms: ${meaning}`)
    .choices([...choices])
    .default(chosen)
}
