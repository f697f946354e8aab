/** Saying, changing and reading messages of the open chat. */
import type { Message } from './lines.ts'
import { messageLine } from './lines.ts'
import type { LinearCommand } from './command.ts'
import { no, type Session, shownMax } from './session.ts'

const readMax = 200

export const post = ({ submit, view }: Session, text: string): Promise<void> =>
  submit(view().id, { type: 'post', content: { kind: 'text', text } })

/** `s/old/new/`. */
export async function editLast(session: Session, change: (text: string) => string | null): Promise<void> {
  const view = session.view()
  const mine = view.messages.findLast(({ by, content }) => by === session.client.me?.id && content.kind === 'text')
  if (mine === undefined || mine.content.kind !== 'text') throw no('There is no message of yours here.')
  if (view.pending.has(mine.id)) throw no('Your last message is not sent yet.')
  const text = change(mine.content.text)
  if (text === null) throw no('Your last message does not say that, or nothing would be left of it.')
  await session.submit(view.id, { type: 'edit', seq: mine.seq, content: { kind: 'text', text } })
}

export const messageCommands: readonly LinearCommand[] = [
  {
    name: 'read',
    usage: '[COUNT]',
    sentence: 'Tells older messages of the open chat.',
    run: ({ older }, rest) => older(rest === '' ? shownMax : toCount(rest)),
  },
  {
    name: 'reply',
    usage: 'NUMBER TEXT',
    sentence: 'Answers a message of the open chat.',
    async run({ submit, view }, rest) {
      const [replyTo, text] = numbered(rest)
      await submit(view().id, { type: 'post', content: { kind: 'text', text }, replyTo })
    },
  },
  {
    name: 'edit',
    usage: 'NUMBER TEXT',
    sentence: 'Changes a message of yours.',
    async run({ submit, view }, rest) {
      const [seq, text] = numbered(rest)
      await submit(view().id, { type: 'edit', seq, content: { kind: 'text', text } })
    },
  },
  {
    name: 'delete',
    usage: 'NUMBER',
    sentence: 'Deletes a message for everyone.',
    run: ({ submit, view }, rest) => submit(view().id, { type: 'delete', seq: toNumber(rest) }),
  },
  {
    name: 'search',
    usage: 'WORDS',
    sentence: 'Tells the messages of the open chat that hold them, as far as it is loaded.',
    async run({ view, say, tell, names, clock }, rest) {
      const wanted = rest.toLowerCase()
      if (wanted === '') throw no('Which words?')
      const holds = ({ content }: Message): boolean =>
        content.kind === 'text' && content.text.toLowerCase().includes(wanted)
      const of = view()
      const found = of.messages.filter(holds).slice(-readMax)
      for (const message of found) tell(() => messageLine(of, message, names, clock()))
      if (found.length === 0) say('Nothing of what is loaded holds that. /read loads more.')
    },
  },
]

const toNumber = (text: string): number => {
  if (!/^#?\d{1,15}$/.test(text)) throw no('A message is named by its number, like 12.')
  return Number(text.replace('#', ''))
}

function toCount(text: string): number {
  const count = toNumber(text)
  if (count < 1 || count > readMax) throw no(`It is a number from 1 to ${readMax}.`)
  return count
}

function numbered(rest: string): readonly [seq: number, text: string] {
  const [, number = '', text = ''] = /^(\S*)\s*(.*)$/su.exec(rest) ?? []
  if (text === '') throw no('It needs the number of a message and a text.')
  return [toNumber(number), text]
}
