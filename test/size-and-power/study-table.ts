import { fQuantile, fSurvival } from '../../src/math/distributions/f.ts'
import { levels } from './scores.ts'
import type { StudiedFamily, StudiedTest } from './studied-test.ts'
import type { Study } from './study.ts'

/** The head of a family's table in docs/results/size-and-power.md. */
export function tableHead({ looksAtTail }: StudiedFamily): string {
  const tail = looksAtTail === undefined ? [] : ['0.01 %']
  const titles = ['10 %', '5 %', '1 %', '0.1 %', ...tail]
  return [
    `| test | increments | rows | runs | ${titles.join(' | ')} | power | against |`,
    `|---|---|---:|---:|${titles.map(() => '---:|').join('')}---:|---|`,
  ].join('\n')
}

/** By which a row is known. */
export function rowKey(test: StudiedTest, noiseName: string): string {
  return `| ${test.name} | ${noiseName} |`
}

/** A row: sizes in per cent, power at 5 %. */
export function tableRow(
  test: StudiedTest,
  { looksAtTail }: StudiedFamily,
  { noiseName, result }: { readonly noiseName: string; readonly result: Study },
): string {
  const { size, power, runs } = result
  const shown = levels.slice(0, looksAtTail === undefined ? 4 : 5)
  const cells = [
    String(test.rows),
    String(runs),
    ...shown.map((level, k) => sizeCell(size[k]!, level, { runs, withInterval: looksAtTail })),
    (power[levels.indexOf(0.05)]! * 100).toFixed(0),
    test.against,
  ]
  return `${rowKey(test, noiseName)} ${cells.join(' | ')} |`
}

/** A dash where the test has no such level, or where fewer than two rejections would be expected. */
function sizeCell(
  share: number,
  level: number,
  { runs, withInterval }: { readonly runs: number; readonly withInterval: true | undefined },
): string {
  if (Number.isNaN(share) || level * runs < 2 - 1e-9) return '–'
  const count = Math.round(share * runs)
  const mark = chanceMark(count, runs, level)
  if (withInterval === undefined) return `${inPerCent(share, level)}${mark}`
  const [low, high] = exactInterval(count, runs)
  return `${inPerCent(share, level)}${mark} (${inPerCent(low, level)}–${inPerCent(high, level)})`
}

function inPerCent(share: number, level: number): string {
  return (share * 100).toFixed(level >= 0.05 ? 1 : level >= 0.001 ? 2 : 3)
}

/** An arrow where a test of exactly its level would be so far off in fewer than one study of a thousand. */
function chanceMark(count: number, runs: number, level: number): '' | '↑' | '↓' {
  if (atLeast(count, runs, level) < 0.0005) return '↑'
  return 1 - atLeast(count + 1, runs, level) < 0.0005 ? '↓' : ''
}

/** P(X >= count) of a binomial: the sum of the upper terms is a beta integral, hence an F law's. */
export function atLeast(count: number, runs: number, probability: number): number {
  if (count <= 0) return 1
  if (count > runs) return 0
  const degrees = { numerator: 2 * (runs - count + 1), denominator: 2 * count }
  const odds = probability / (1 - probability)
  return fSurvival(degrees.denominator / degrees.numerator / odds, degrees)
}

/** Clopper and Pearson (1934), 95 %. */
export function exactInterval(count: number, runs: number): readonly [number, number] {
  return [
    count === 0 ? 0 : betaQuantile(count, runs - count + 1, 0.025),
    count === runs ? 1 : betaQuantile(count + 1, runs - count, 0.975),
  ]
}

function betaQuantile(a: number, b: number, probability: number): number {
  const odds = (a / b) * fQuantile(probability, { numerator: 2 * a, denominator: 2 * b })
  return odds / (1 + odds)
}
