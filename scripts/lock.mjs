// One holder at a time, across processes: a folder that appears with its holder's name in it is the lock. Node built-ins only.
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const POLL_MS = 50
const WAIT_MS_MAX = 10 * 60_000 // a cold `npm ci` on a slow line; past it something is wrong

/**
 * Runs `work` while holding the lock folder, waiting for whoever holds it now; `waiting` is called where that takes a second.
 * A lock whose holder no longer lives is taken over.
 */
export async function withLock(folder, work, waiting = () => undefined) {
  const deadline = Date.now() + WAIT_MS_MAX
  let toldAt = Date.now() + 1_000
  while (!acquire(folder) && !takeOver(folder)) {
    if (Date.now() > deadline) throw new Error(`waited ${WAIT_MS_MAX / 1000} s for ${folder}`)
    if (Date.now() > toldAt) {
      waiting()
      toldAt = Infinity
    }
    sleep(POLL_MS)
  }
  try {
    return await work()
  } finally {
    release(folder)
  }
}

const nameOf = (pid) => `holder-${pid}`

/** A folder that is renamed is there at once and whole, and only where none is. */
function acquire(folder) {
  const mine = `${folder}.${process.pid}`
  mkdirSync(mine, { recursive: true })
  writeFileSync(join(mine, nameOf(process.pid)), '')
  try {
    renameSync(mine, folder)
    return true
  } catch (error) {
    rmSync(mine, { recursive: true, force: true })
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return false
    throw error
  }
}

/** Of those that find its holder dead one finds the holder's name still there to put its own in its place. */
function takeOver(folder) {
  const pid = holderOf(folder)
  if (pid === undefined || lives(pid)) return false
  try {
    renameSync(join(folder, nameOf(pid)), join(folder, nameOf(process.pid)))
    return true
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

/** Renamed first: what is emptied in place could be another's before it is gone. */
function release(folder) {
  const over = `${folder}.over.${process.pid}`
  renameSync(folder, over)
  rmSync(over, { recursive: true, force: true })
}

function holderOf(folder) {
  try {
    const pid = Number(/^holder-(\d+)$/.exec(readdirSync(folder)[0] ?? '')?.[1])
    return pid > 0 ? pid : undefined
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function lives(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM' // alive, and not ours to signal
  }
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
