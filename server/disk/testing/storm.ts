/**
 * A process for the crash test: appends to many chats and puts records as fast as it can, and says each acknowledgement on
 * a line of its own, until it is killed. `bun storm.ts <folder> <seed>`
 */
import { writeSync } from 'node:fs'
import { newChatId, newUserId } from '@parley/protocol'
import { posted, testEnv } from '../../log/contract.ts'
import { openDisk } from '../main.ts'

const [, , folder = '', seed = '1'] = Bun.argv
const env = testEnv(Number(seed))
const by = newUserId(env)
const disk = await openDisk({
  folder,
  env,
  onDefect(error) {
    throw error
  },
})

const say = (line: string): void => {
  writeSync(1, `${line}\n`)
}

async function writeChat(): Promise<never> {
  const chat = newChatId(env)
  for (let after = 0; ;) {
    const appended = await disk.log.append(chat, after, [
      posted(env, by, `one ${after}`),
      posted(env, by, `two ${after}`),
    ])
    if (appended.type !== 'stored') throw new Error(appended.type)
    after += appended.entries.length
    for (const { json } of appended.entries) say(`entry ${chat} ${json}`)
  }
}

async function writeRecord(key: string): Promise<never> {
  for (let value = 0, revision = 0; ; value++) {
    const put = await disk.records.put(key, value, revision)
    if (put.type !== 'stored') throw new Error(put.type)
    revision = put.revision
    say(`record ${key} ${revision} ${value}`)
  }
}

await Promise.all([...Array.from({ length: 20 }, writeChat), writeRecord(`a/${seed}`), writeRecord(`b/${seed}`)])
