/** What only a disk can get wrong: crashes, room, erased bytes, two processes, old and new files. */
import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FailureError, isChatId, newChatId, newUserId } from '@parley/protocol'
import { verify } from '../log/chain.ts'
import { codeOf, entriesOf, posted, start, testEnv } from '../log/contract.ts'
import { type Disk, openDisk } from './main.ts'

const env = testEnv(11)
const by = newUserId(env)
let folder: string
let disk: Disk | null
let defects: unknown[]

const open = async (): Promise<Disk> => {
  disk = await openDisk({ folder, env, onDefect: (error) => defects.push(error) })
  return disk
}
const close = async (): Promise<void> => {
  await disk?.close()
  disk = null
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-disk-'))
  disk = null
  defects = []
})
afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

/** The names of the files that hold these bytes. By a process of its own: closing a handle here would drop SQLite's locks. */
function filesWith(text: string): string[] {
  const { stdout } = Bun.spawnSync(['grep', '-rlaF', text, folder])
  return stdout.toString().split('\n').filter(Boolean)
}

test('[LOG16] after a kill everything that was acknowledged is there, in whole chains', async () => {
  for (const seed of [1, 2, 3]) {
    const acks = await runAndKill(seed)
    const { log, records } = await open()
    const chats = new Set<string>()
    let count = 0
    for (const ack of acks) {
      const [type, id = '', ...rest] = ack.split(' ')
      count += 1
      if (type === 'entry') {
        if (!isChatId(id)) throw new Error(`The storm said what is no chat: ${ack}`)
        chats.add(id)
        const json = rest.join(' ')
        const { seq }: { seq: number } = JSON.parse(json)
        expect(log.readNow(id, seq - 1, seq, 1)).toEqual([json])
      } else expect((await records.get(id))?.revision).toBeGreaterThanOrEqual(Number(rest[0]))
    }
    expect(count).toBeGreaterThan(500)
    for (const chat of chats)
      if (isChatId(chat)) {
        const head = await log.head(chat)
        expect(head.seq % 2).toBe(0)
        expect(verify(chat, start, log.sealed(chat, 0, 1_000_000))).toEqual({ type: 'whole', head })
      }
    await close()
  }
})

async function runAndKill(seed: number): Promise<string[]> {
  const storm = Bun.spawn(
    [process.execPath, new URL('./testing/storm.ts', import.meta.url).pathname, folder, String(seed)],
    {
      stdout: 'pipe',
      stderr: 'inherit',
    },
  )
  let said = ''
  const decoder = new TextDecoder()
  for await (const bytes of storm.stdout) {
    said += decoder.decode(bytes, { stream: true })
    if (said.length > 400_000) storm.kill('SIGKILL')
  }
  expect(await storm.exited).not.toBe(0)
  // The last line may have been cut by the kill.
  return said.split('\n').slice(0, -1)
}

test('[LOG17] redacted words are in no byte of any file, also while others write and after they were moved about', async () => {
  const { log } = await open()
  const chat = newChatId(env)
  const other = newChatId(env)
  const secret = 'correct horse battery staple'
  const texts = Array.from({ length: 200 }, (_, place) =>
    place % 10 === 0 ? `${secret} ${place}` : 'x'.repeat(place * 20),
  )
  entriesOf(
    await log.append(
      chat,
      0,
      texts.map((text) => posted(env, by, text)),
    ),
  )
  const { salt } = log.sealed(chat, 0, 1)[0] ?? {}
  expect(filesWith(secret)).not.toEqual([])
  const writing = (async () => {
    for (let after = 0; after < 100; after++) entriesOf(await log.append(other, after, [posted(env, by, 'noise')]))
  })()
  const seqs = texts.flatMap((text, place) => (text.startsWith(secret) ? [place + 1] : []))
  await Promise.all([log.redact(chat, seqs.slice(0, 10)), log.redact(chat, seqs.slice(10))])
  expect(filesWith(secret)).toEqual([])
  expect(filesWith(salt ?? 'there was no salt')).toEqual([])
  await writing
  await close()
  expect(filesWith(secret)).toEqual([])
  const reopened = await open()
  expect(verify(chat, start, reopened.log.sealed(chat, 0, 999)).type).toBe('whole')
})

test('[LOG17] a redaction says so when a reader of the file keeps the words in the journal, and mends it when asked again', async () => {
  const { log } = await open()
  const chat = newChatId(env)
  entriesOf(await log.append(chat, 0, [posted(env, by, 'correct horse')]))
  const backup = new Database(join(folder, 'log.sqlite'), { readwrite: true, strict: true })
  backup.run('BEGIN')
  expect(backup.query('SELECT count(*) AS n FROM entries').get()).toEqual({ n: 1 })
  expect(await codeOf(log.redact(chat, [1]))).toBe('unavailable')
  expect(log.readNow(chat, 0, 1, 1)[0]).not.toContain('correct horse')
  backup.run('COMMIT')
  backup.close()
  await log.redact(chat, [1])
  expect(filesWith('correct horse')).toEqual([])
}, 20_000)

describe('full disk', () => {
  const mountTmpfs = (): boolean =>
    Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stderr: 'ignore' }).success
  test('[LOG18] a full disk refuses whole groups with storageFull, loses nothing, and works again when there is room', async () => {
    if (!mountTmpfs()) {
      console.log('LEFT OUT: [LOG18] needs to mount a small tmpfs. Run the tests as root to prove it.')
      expect(Bun.env['CI']).toBeUndefined()
      return
    }
    try {
      const { log, records } = await open()
      const filler = join(folder, 'filler')
      await Bun.write(filler, 'x'.repeat(300_000))
      const chat = newChatId(env)
      let after = 0
      let code = 'none'
      while (code === 'none' && after < 10_000) {
        code = await codeOf(log.append(chat, after, [posted(env, by, 'y'.repeat(1_000))]).then(entriesOf))
        if (code === 'none') after += 1
      }
      expect(code).toBe('storageFull')
      expect(await codeOf(records.put('a', 'z'.repeat(20_000), 0))).toBe('storageFull')
      expect((await log.head(chat)).seq).toBe(after)
      expect((await log.read(chat, 0, 10_000)).length).toBe(after)
      rmSync(filler)
      entriesOf(await log.append(chat, after, [posted(env, by, 'room again')]))
      expect((await records.put('a', 1, 0)).type).toBe('stored')
      await close()
      const reopened = await open()
      expect(verify(chat, start, reopened.log.sealed(chat, 0, 10_000)).type).toBe('whole')
      expect((await reopened.log.head(chat)).seq).toBe(after + 1)
      expect(defects).toEqual([])
    } finally {
      await close()
      Bun.spawnSync(['umount', folder])
    }
  })
})

test('[LOG19] a second server on the same folder is refused with a sentence that says what to do', async () => {
  await open()
  expect(await codeOf(openDisk({ folder, env, onDefect: () => undefined }))).toBe('unavailable')
  const script = `import { openDisk } from '${join(import.meta.dir, 'main.ts')}'
    await openDisk({ folder: '${folder}', env: { now: () => 1, random: () => 0 }, onDefect() {} }).then(
      () => console.log('opened'), (error) => console.log(error.message))
    process.exit()`
  const refused = Bun.spawnSync([process.execPath, '-e', script]).stdout.toString()
  expect(refused).toStartWith('Another Parley server uses the folder')
  await close()
  expect(Bun.spawnSync([process.execPath, '-e', script]).stdout.toString()).toBe('opened\n')
})

test('[LOG20] the epoch, the entries and the records are the same after a restart, and positions go on', async () => {
  const first = await open()
  const chat = newChatId(env)
  const [entry] = entriesOf(await first.log.append(chat, 0, [posted(env, by, 'hello')]))
  expect((await first.records.put('a', [1], 0)).type).toBe('stored')
  await close()
  const second = await open()
  expect(second.log.epoch).toBe(first.log.epoch)
  expect(await second.log.read(chat, 0, 9)).toEqual(entry === undefined ? [] : [entry])
  expect(await second.records.get('a')).toEqual({ key: 'a', value: [1], revision: 1 })
  const [next] = entriesOf(await second.log.append(chat, 1, [posted(env, by, 'again')]))
  expect(next?.position).toBeGreaterThan(entry?.position ?? Infinity)
  expect(await second.records.put('a', [2], 1)).toEqual({ type: 'stored', revision: 2 })
})

test('[LOG21] only the owner may read the files', async () => {
  const { log } = await open()
  entriesOf(await log.append(newChatId(env), 0, [posted(env, by, 'hello')]))
  const files = readdirSync(folder)
  expect(files).toContain('log.sqlite-wal')
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o077).toBe(0)
})

test('[LOG22] a file that a newer Parley wrote is refused and left as it is', async () => {
  await open()
  await close()
  const file = new Database(join(folder, 'log.sqlite'), { readwrite: true, strict: true })
  file.run('PRAGMA user_version = 999')
  file.close()
  expect(await codeOf(open())).toBe('unsupported')
  const after = new Database(join(folder, 'log.sqlite'), { readonly: true, strict: true })
  expect(after.query('PRAGMA user_version').get()).toEqual({ user_version: 999 })
  after.close()
})

test('[LOG23] a request that waits when the server closes is stored; one that comes later is unavailable', async () => {
  const { log, records } = await open()
  const chats = Array.from({ length: 50 }, () => newChatId(env))
  const under = chats.map((chat) => log.append(chat, 0, [posted(env, by, 'hello')]))
  await close()
  for (const appended of await Promise.all(under)) expect(appended.type).toBe('stored')
  expect(await codeOf(records.put('a', 1, 0))).toBe('unavailable')
  expect(() => log.follow(0, () => undefined)).toThrow(FailureError)
  const reopened = await open()
  for (const chat of chats) expect((await reopened.log.head(chat)).seq).toBe(1)
})
