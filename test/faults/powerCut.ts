/**
 * A disk whose power can be cut: ext4 on a loop device. A cut is ext4's own shutdown without a flush of its journal, so that
 * what the system had not yet been told to flush is gone, as after a real one; then the file system is mounted again and
 * recovers. It needs root, loop devices and ext4.
 *
 * The writer is stopped before the cut, and its flush that is under way ends first. Without that the shutdown is no power cut:
 * a flush that it meets half way may report success though its transaction was dropped. On Linux 6.18 a bare loop of write,
 * fdatasync and shutdown lost what fdatasync had confirmed in 5 of 60 cuts, and in none of 60 with the writer stopped.
 */
import { dlopen } from 'bun:ffi'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../testing/a-until.ts'

export interface CuttableDisk {
  /** Where it is mounted. */
  readonly folder: string
  /** Stops a process, then everything that was not flushed is gone. It gets errors if it is continued before the power is back. */
  cut(writer: number): Promise<void>
  /** Nobody may have a file of it open any more. */
  powerOn(): Promise<void>
  release(): void
}

const bytes = 256 * 1024 * 1024
/** EXT4_IOC_SHUTDOWN, as an `_IOR('X', 125, __u32)`. */
const shutdownRequest = 0x80_04_58_7d
/** EXT4_GOING_FLAGS_NOLOGFLUSH */
const withoutFlush = 2

/** `null` where this may not be done. */
export async function openCuttableDisk(): Promise<CuttableDisk | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const home = mkdtempSync(join(tmpdir(), 'parley-power-'))
  const image = join(home, 'image')
  const folder = join(home, 'disk')
  mkdirSync(folder)
  writeFileSync(image, '')
  truncateSync(image, bytes)
  const mount = (): boolean => succeeds('mount', '-o', 'loop', image, folder)
  if (!succeeds('mkfs.ext4', '-q', '-F', image) || !mount()) {
    rmSync(home, { recursive: true })
    return null
  }
  const powerOn = async (): Promise<void> => {
    must('umount', folder)
    // A mount that lives on elsewhere, in the name space of a process that just ended, would be the dead one again.
    await until(() => Bun.spawnSync(['losetup', '-j', image]).stdout.length === 0)
    if (!mount()) throw new Error(`${image} cannot be mounted again after its power was cut.`)
  }
  const release = (): void => {
    must('umount', folder)
    rmSync(home, { recursive: true })
  }
  if (!(await forgets(folder, powerOn))) {
    release()
    return null
  }
  return {
    folder,
    async cut(writer) {
      process.kill(writer, 'SIGSTOP')
      await until(() => isStopped(writer))
      shutDown(folder)
    },
    powerOn,
    release,
  }
}

/** What proves that a cut is one: words that nobody flushed are gone. */
async function forgets(folder: string, powerOn: () => Promise<void>): Promise<boolean> {
  const path = join(folder, 'unflushed')
  writeFileSync(path, 'hello')
  try {
    shutDown(folder)
  } catch {
    return false
  }
  await powerOn()
  return !existsSync(path) || statSync(path).size === 0
}

function shutDown(folder: string): void {
  const { symbols, close } = dlopen('libc.so.6', { ioctl: { args: ['int', 'u64', 'ptr'], returns: 'int' } })
  const handle = openSync(folder, 'r')
  try {
    if (symbols.ioctl(handle, shutdownRequest, new Uint32Array([withoutFlush])) !== 0)
      throw new Error('This file system cannot be shut down.')
  } finally {
    closeSync(handle)
    close()
  }
}

/** All of its threads, also the one that waits for a disk. */
const isStopped = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).every((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')')).startsWith(') T')
  })

const succeeds = (...command: readonly [string, ...string[]]): boolean =>
  Bun.which(command[0]) !== null && Bun.spawnSync([...command]).success

function must(...command: readonly string[]): void {
  const { success, stderr } = Bun.spawnSync([...command])
  if (!success) throw new Error(`${command.join(' ')}: ${stderr.toString()}`)
}
