import { spawnSync } from 'node:child_process'
import { constants, getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { projectFolder } from '../source-files.ts'
import { tradingPriority } from '../../src/app/live/own-priority.ts'

/** What a process of its own says of the priority it has after it has asked for more. */
function priorityAfter(nice: number): { readonly isRaised: boolean; readonly priority: number } {
  const { stdout, stderr } = spawnSync(
    'nice',
    ['-n', String(nice), process.execPath, '--input-type=module', '--eval', asking],
    { cwd: projectFolder, encoding: 'utf8' },
  )
  expect(stderr).toBe('')
  return JSON.parse(stdout) as ReturnType<typeof priorityAfter>
}

const asking = `
import { getPriority } from 'node:os'
import { raiseOwnPriority } from './build/src/app/live/own-priority.js'
const isRaised = raiseOwnPriority()
process.stdout.write(JSON.stringify({ isRaised, priority: getPriority() }))
`

test.skipIf(process.platform === 'win32')(
  'a process that trades goes before others where it may, and is left where its user has put it',
  () => {
    const normal = constants.priority.PRIORITY_NORMAL
    const here = getPriority()
    for (const nice of [0, 7]) {
      const put = Math.min(constants.priority.PRIORITY_LOW, here + nice)
      const { isRaised, priority } = priorityAfter(nice)
      // Whether it may be raised the system says.
      const wanted = put === normal && isRaised ? tradingPriority : put
      expect({ isRaised, priority }).toEqual({ isRaised: wanted < normal, priority: wanted })
    }
  },
)
