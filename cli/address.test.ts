import { describe, expect, test } from 'bun:test'
import { isChatId, newChatId } from '@parley/protocol'
import { isId, pickTitle, toAddress, toMember } from './address.ts'
import { CliError } from './exit.ts'

const id = '01k5f0000000000000000000aa'

describe('[CLI5] an address is exact', () => {
  test('[CLI5] @name is a person, an id is an id, everything else a title', () => {
    expect(toAddress('@Ann')).toEqual({ type: 'person', username: 'ann' })
    expect(toAddress(id)).toEqual({ type: 'id', id })
    expect(toAddress(id.toUpperCase())).toEqual({ type: 'title', title: id.toUpperCase() })
    expect(toAddress('ops')).toEqual({ type: 'title', title: 'ops' })
    for (const wrong of ['', '@', '@a b']) expect(() => toAddress(wrong)).toThrow(CliError)
  })

  test('[CLI5] what looks like an id is what the protocol takes for one', () => {
    const made = newChatId({ now: Date.now, random: Math.random })
    for (const text of [made, id, `${made}0`, made.slice(1), `8${made.slice(1)}`, made.replace(/.$/, 'u'), 'ops', ''])
      expect([text, isId(text)]).toEqual([text, isChatId(text)])
  })

  test('[CLI5] a title is found only as it is written', () => {
    const chats = {
      chats: [
        { id: 'one', title: 'ops' },
        { id: 'two', title: 'ops2' },
        { id: 'three', title: null },
      ],
    }
    expect(pickTitle(chats, 'ops')).toBe('one')
    for (const near of ['op', 'Ops', 'ops ', 'null']) expect(() => pickTitle(chats, near)).toThrow(/exactly the title/)
  })

  test('[CLI5] a title of several chats names the candidates and picks none', () => {
    const chats = {
      chats: [
        { id: 'one', title: 'ops' },
        { id: 'two', title: 'ops' },
      ],
    }
    expect(() => pickTitle(chats, 'ops')).toThrow(/one, two/)
  })

  test('[CLI5] a person is @name or an id', () => {
    expect(toMember('@Ann')).toBe('@ann')
    expect(toMember(id)).toBe(id)
    expect(() => toMember('ann')).toThrow(CliError)
  })
})
