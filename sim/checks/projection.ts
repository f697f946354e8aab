/** The store of the running server: the fold of the log up to each chat's own seq. */
import { createCodec, interpreted } from '@parley/protocol'
import type { Store } from '../../server/store/main.ts'
import type { Checked } from './checks.ts'
import { chatDiffers, messageDiffers } from './same.ts'

const codec = createCodec(interpreted)
const messagesMax = 10_000

export function checkStore({ world, disk }: Checked, store: Store, isFinal: boolean): void {
  for (const ledger of disk.ledger.chats.values()) {
    const row = store.chats.row(ledger.id)
    const seq = row?.seq ?? 0
    const fail = (why: string): void => world.fail('agreement', `The store at ${seq} of ${ledger.id}: ${why}`)
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
  }
}
