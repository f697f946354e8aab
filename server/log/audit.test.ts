import { expect, test } from 'bun:test'
import { newChatId, newUserId } from '@parley/protocol'
import { createAudit } from './audit.ts'
import { entriesOf, posted, testEnv } from './contract.ts'
import type { SealedEntry } from './log.ts'
import { createMemoryLog } from './memory.ts'

const env = testEnv(41)
const by = newUserId(env)

test('[VER8] a chain is handed out in pages bounded by entries and by characters, each with the head and what is wrong in it', async () => {
  const log = createMemoryLog(env, () => undefined)
  const chat = newChatId(env)
  const long = 'x'.repeat(400_000)
  entriesOf(
    await log.append(
      chat,
      0,
      ['a', 'b', 'c', long, long, long].map((text) => posted(env, by, text)),
    ),
  )
  const head = await log.head(chat)
  const audit = createAudit(log)
  const seqs = async (after: number, limit: number) => {
    const page = await audit.page(chat, after, limit)
    expect(page).toMatchObject({ epoch: log.epoch, head, flaw: null })
    return [page.entries.map(({ seq }) => seq), page.more]
  }
  expect(await seqs(0, 2)).toEqual([[1, 2], true])
  expect(await seqs(2, 500)).toEqual([[3, 4, 5], true])
  expect(await seqs(5, 500)).toEqual([[6], false])
  expect(await seqs(6, 500)).toEqual([[], false])

  const change = (entry: SealedEntry): SealedEntry => (entry.seq === 2 ? { ...entry, salt: '1.2.3' } : entry)
  const changed = { ...log, sealed: (...page: Parameters<typeof log.sealed>) => log.sealed(...page).map(change) }
  expect((await createAudit(changed).page(chat, 0, 3)).flaw).toEqual({ seq: 2, why: 'Its hash is another.' })
  expect((await createAudit(changed).page(chat, 2, 1)).flaw).toBeNull()
  const stopped = { ...log, damageOf: () => 'It was set aside.', head: () => Promise.reject(new Error('No.')) }
  expect(await createAudit(stopped).page(chat, 0, 3)).toMatchObject({
    head: { seq: 4 },
    flaw: { seq: null, why: 'It was set aside.' },
  })
})
