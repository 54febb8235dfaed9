import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../../test/source-files.ts'
import { tradeAssumptions } from './trade-assumptions.ts'

test.each(tradeAssumptions)(
  'what a report says $page cannot know is what it says',
  (assumption) => {
    const text = readFileSync(join(projectFolder, assumption.page), 'utf8')
    const [, paragraph = ''] = /\*\*What it cannot know\.\*\* ([\s\S]*?)\n\n/.exec(text) ?? []
    expect(assumption.cannotKnow).toBe(paragraph.replaceAll(/\s+/g, ' '))
  },
)
