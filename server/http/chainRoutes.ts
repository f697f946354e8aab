/** A chat's hash chain, so that its members can check what they are told. */
import { Elysia, t } from 'elysia'
import { notBehind } from '../feed/lag.ts'
import type { ApiParts } from './apiParts.ts'
import { chatParams } from './chatRoutes.ts'
import { signedIn } from './signedIn.ts'

const chainPageMax = 500

export function chainRoutes(parts: ApiParts) {
  const { chats, audit, lag } = parts
  return new Elysia({ prefix: '/api/chats/:id', tags: ['chats'] }).use(signedIn(parts)).get(
    '/chain',
    async ({ me, params, query }) => {
      // Throws for who is not in it.
      await notBehind(lag, params.id, () => chats.show(me.user, params.id))
      return audit.page(params.id, query.after ?? 0, query.limit ?? chainPageMax)
    },
    {
      params: chatParams,
      query: t.Object({
        after: t.Optional(t.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
        limit: t.Optional(t.Integer({ minimum: 1, maximum: chainPageMax })),
      }),
      detail: {
        summary:
          'Entries as they are stored, with hash, salt and content hash, the head of the log, and what is wrong.',
      },
    },
  )
}
