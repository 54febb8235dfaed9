import type { Command } from 'commander'
import { replaceFile } from '../../stores/replace-file.ts'
import { readRun } from '../../stores/run-folder.ts'
import { webFolder } from '../package-facts.ts'
import { renderReport } from '../report/render-report.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'

interface ReportOptions extends CommonOptions {
  readonly out: string
}

/** `isobar report` */
export function addReportCommand(program: Command): void {
  const command = program
    .command('report <run>')
    .description('a saved run as one self-contained page')
    .requiredOption('--out <file>', 'the HTML file to write')
  withCommonOptions(command, 'isobar report runs/eth-btc --out eth-btc.html').action(report)
}

async function report(folder: string, options: ReportOptions): Promise<void> {
  const page = await renderReport(await readRun(folder), webFolder)
  await replaceFile(options.out, page)
  if (options.json === true) printJson({ file: options.out, bytes: Buffer.byteLength(page) })
  else
    printLines(
      `${options.out}: ${Math.ceil(Buffer.byteLength(page) / 1024)} kB, opens without a server.`,
    )
}
