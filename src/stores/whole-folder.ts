import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../core/errors.ts'
import { worldFileError } from './data-error.ts'
import { isAlive } from './is-alive.ts'
import { makeFolder } from './make-folder.ts'
import { syncFolder } from './sync-folder.ts'

/**
 * Makes a folder that is there whole or not at all: its content is written beside its place, and put there when it is
 * done. What a killed process has left beside it is removed by the next one.
 *
 * @param fill writes the content into a folder that is empty, each file onto the disk
 * @throws UsageError when there is something in its place; what `fill` throws, and then nothing is left behind
 */
export async function makeWhole<T>(out: string, fill: (aside: string) => Promise<T>): Promise<T> {
  const place = resolve(out)
  if ((await stat(place).catch(() => undefined)) !== undefined) {
    throw new UsageError(`${out} is there already: name a folder that is not`, { out: place })
  }
  const aside = `${place}.${process.pid}.part`
  const parent = dirname(place)
  await makeFolder(parent).catch((cause: unknown) => {
    throw worldFileError(parent, cause, 'write')
  })
  await removeDead(place)
  await mkdir(aside).catch((cause: unknown) => {
    throw worldFileError(aside, cause, 'write')
  })
  try {
    const result = await fill(aside)
    await syncFolder(aside)
    await rename(aside, place)
    await syncFolder(parent)
    return result
  } catch (cause) {
    await rm(aside, { recursive: true, force: true })
    throw cause
  }
}

async function removeDead(place: string): Promise<void> {
  const parent = dirname(place)
  const mark = `${basename(place)}.`
  for (const name of await readdir(parent)) {
    const owner = name.startsWith(mark)
      ? /^(\d+)\.part$/.exec(name.slice(mark.length))?.[1]
      : undefined
    if (owner === undefined || isAlive(Number(owner))) continue
    await rm(join(parent, name), { recursive: true, force: true })
  }
}
