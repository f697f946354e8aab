/** The devices that are logged in: each person sees and ends only their own. */
import { SessionIdSchema } from '@parley/protocol'
import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { ApiParts } from './apiParts.ts'
import { signedIn } from './signedIn.ts'

export function sessionRoutes(parts: ApiParts) {
  const { sessions } = parts
  return new Elysia({ prefix: '/api/sessions', tags: ['sessions'] })
    .use(signedIn(parts))
    .get(
      '',
      async ({ me }) => ({
        sessions: (await sessions.list(me.user)).map((session) => ({ ...session, current: session.id === me.session })),
      }),
      { detail: { summary: 'Where you are logged in, the one last seen first.' } },
    )
    .delete(
      '',
      async ({ me, status }) => {
        await sessions.revokeOthers(me.user, me.session)
        return status(204)
      },
      { detail: { summary: 'Ends all your other sessions.' } },
    )
    .delete(
      '/:id',
      async ({ me, params, status }) => {
        await sessions.revoke(me.user, params.id)
        return status(204)
      },
      {
        params: Type.Object({ id: SessionIdSchema }),
        detail: { summary: 'Ends one of your sessions; its sockets close.' },
      },
    )
}
