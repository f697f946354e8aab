/** The power of an embedded server's disk is cut under load, again and again. */
import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newSubmissionId } from '@parley/protocol'
import { readSealed } from '../testing/a-log.ts'
import { startServer } from '../testing/a-server.ts'
import { seeded } from '../testing/a-until.ts'
import { check } from './checker.ts'
import { openCuttableDisk } from './powerCut.ts'
import { startTraffic } from './traffic.ts'

const cuts = 5
const acksBetweenCuts = 25
const momentMsMax = 120

const disk = await openCuttableDisk()
if (disk === null)
  console.log('not possible here: [FAULT10] cutting the power of a disk needs root, a loop device and ext4')

test.skipIf(disk === null)(
  '[FAULT10] what an embedded server acknowledged survives power cuts, once and in order, and the rest gets in',
  async () => {
    if (disk === null) return
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
    console.log(`SEED=${seed}`)
    const random = seeded(seed)
    const home = mkdtempSync(join(tmpdir(), 'parley-boots-'))
    const data = join(disk.folder, 'data')
    let boots = 0
    /** After a power cut it is another run of the system, and the server can see that. */
    const boot = (port: number) => {
      const bootId = join(home, `${boots++}`)
      writeFileSync(bootId, `${newSubmissionId({ now: Date.now, random })}\n`)
      const script = 'mount --bind "$0" /proc/sys/kernel/random/boot_id && exec "$@"'
      return startServer(data, port, { before: ['unshare', '-m', 'sh', '-c', script, bootId] })
    }
    let server = await boot(0)
    try {
      const traffic = await startTraffic({
        urls: [server.url],
        people: ['ann', 'ben', 'cleo'],
        devicesPerPerson: 1,
        groups: 2,
        windowMax: 3,
      })
      for (let round = 0; round < cuts; round++) {
        await traffic.progress(acksBetweenCuts)
        // The moment is the experiment: anywhere in a commit, a flush, a fold.
        await Bun.sleep(random() * momentMsMax)
        await disk.cut(server.pid)
        if (random() < 0.5) {
          // With a dead disk under it the server must acknowledge nothing.
          server.signal('SIGCONT')
          await Bun.sleep(random() * momentMsMax)
        }
        await server.kill()
        await disk.powerOn()
        server = await boot(server.port)
        traffic.retry()
      }
      await traffic.progress(acksBetweenCuts)
      const diaries = await traffic.end()
      expect(await server.stop()).toBe(0)
      expect(check(await readSealed(data, traffic.chats), diaries)).toEqual([])
      expect(diaries.flatMap(({ refused }) => refused)).toEqual([])
      console.log(`${traffic.acknowledged()} acknowledged over ${cuts} power cuts`)
    } catch (error) {
      console.log(server.journal())
      throw error
    } finally {
      await server.kill()
      disk.release()
      rmSync(home, { recursive: true })
    }
  },
  90_000,
)
