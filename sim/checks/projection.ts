/** The store of one node: the fold of the log up to each chat's own seq, and at the end of all records. */
import { createCodec, interpreted } from '@parley/protocol'
import type { Store } from '../../server/store/main.ts'
import type { Checked } from './checks.ts'
import { chatDiffers, messageDiffers } from './same.ts'

const codec = createCodec(interpreted)
const messagesMax = 10_000

export function checkStore({ world, disk }: Checked, name: string, store: Store, isFinal: boolean): void {
  for (const ledger of disk.ledger.chats.values()) {
    const row = store.chats.row(ledger.id)
    const seq = row?.seq ?? 0
    const fail = (why: string): void =>
      world.fail('agreement', `The store of ${name} at ${seq} of ${ledger.id}: ${why}`)
    if (seq > ledger.seq) return fail('It is ahead of the log.')
    if (isFinal && seq < ledger.seq) return fail(`The log goes on to ${ledger.seq}.`)
    if (row === null) continue
    const loaded = store.chats.load(ledger.id)
    const differs = loaded === null ? 'It cannot be loaded.' : chatDiffers(loaded, ledger.at(seq))
    if (differs !== null) return fail(differs)
    const messages = store.messages.page(row.key, { limit: messagesMax })
    const due = [...ledger.messageSeqs(seq)]
    if (due.length !== messages.length) return fail(`It has ${messages.length} messages of ${due.length}.`)
    for (const message of messages) {
      const wrong = messageDiffers(ledger, codec.toMessage(message), seq, isFinal)
      if (wrong !== null) return fail(wrong)
    }
    if (!isFinal) continue
    for (const [user] of ledger.at(seq)?.members ?? []) {
      const due = disk.readsOf(user, ledger.id).at(-1) ?? 0
      const { read } = store.marks.get(user, ledger.id)
      if (read !== due) return fail(`${user} has read ${read}, and the record says ${due}.`)
    }
  }
}
