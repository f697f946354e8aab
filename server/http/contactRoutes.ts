/** Contacts: ask, accept, decline, end, block. A block is never told. */
import type { UserId } from '@parley/protocol'
import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { AddressSchema, personOf } from './address.ts'
import type { ApiParts } from './apiParts.ts'
import { signedIn } from './signedIn.ts'

const params = Type.Object({ id: AddressSchema })

export function contactRoutes(parts: ApiParts) {
  const { contacts, people } = parts
  /** Answers the contact as it is now. */
  const change = async (verb: keyof typeof contacts, me: UserId, address: string) => {
    const person = await personOf(parts, me, address)
    return { person, state: await contacts[verb](me, person.id) }
  }
  return new Elysia({ prefix: '/api/contacts', tags: ['contacts'] })
    .use(signedIn(parts))
    .get('', ({ me }) => ({ contacts: people.contacts(me.user) }), {
      detail: { summary: 'Everybody who is your contact, asks, was asked, or is blocked by you.' },
    })
    .post('', async ({ me, body, status }) => status(201, await change('request', me.user, body.user)), {
      body: Type.Object({ user: AddressSchema }),
      detail: { summary: 'Asks somebody to be your contact.' },
    })
    .post('/:id/accept', ({ me, params }) => change('accept', me.user, params.id), {
      params,
      detail: { summary: 'Accepts somebody who asks.' },
    })
    .post('/:id/decline', ({ me, params }) => change('decline', me.user, params.id), {
      params,
      detail: { summary: 'Declines somebody who asks; they are not told.' },
    })
    .post('/:id/block', ({ me, params }) => change('block', me.user, params.id), {
      params,
      detail: { summary: 'Blocks somebody; they are not told.' },
    })
    .post('/:id/unblock', ({ me, params }) => change('unblock', me.user, params.id), {
      params,
      detail: { summary: 'Takes a block back.' },
    })
    .delete('/:id', ({ me, params }) => change('remove', me.user, params.id), {
      params,
      detail: { summary: 'Ends a contact or takes a request back.' },
    })
}
