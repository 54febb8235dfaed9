// One holder at a time, across processes: a folder whose creation is the lock. Node built-ins only.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const POLL_MS = 50
const WAIT_MS_MAX = 10 * 60_000 // a cold `npm ci` on a slow line; past it something is wrong

/**
 * Runs `work` while holding the lock folder, waiting for whoever holds it now.
 * A lock whose holder no longer lives is taken over.
 */
export async function withLock(folder, work) {
  const deadline = Date.now() + WAIT_MS_MAX
  while (!acquire(folder)) {
    if (!holderLives(folder)) {
      discard(folder)
      continue
    }
    if (Date.now() > deadline) throw new Error(`waited ${WAIT_MS_MAX / 1000} s for ${folder}`)
    sleep(POLL_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function acquire(folder) {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
  writeFileSync(join(folder, 'pid'), String(process.pid))
  return true
}

/** Of two that find the holder dead one renames the folder; the other finds a new lock, or none. */
function discard(folder) {
  const aside = `${folder}.dead.${process.pid}`
  try {
    renameSync(folder, aside)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  rmSync(aside, { recursive: true, force: true })
}

function holderLives(folder) {
  const pid = readHolder(folder) ?? (sleep(1000), readHolder(folder)) // between mkdir and the pid file
  if (pid === undefined) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM' // alive, and not ours to signal
  }
}

function readHolder(folder) {
  try {
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
