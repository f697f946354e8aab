import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { inviteBounds } from '../accounts/invites.ts'
import type { ApiParts } from './apiParts.ts'
import { signedIn } from './signedIn.ts'

const InviteSchema = Type.Object({
  usesMax: Type.Optional(Type.Integer({ minimum: 1, maximum: inviteBounds.usesMax })),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: inviteBounds.daysMax })),
})

/** Letting people in where registration is by invitation. */
export function inviteRoutes(parts: ApiParts) {
  return new Elysia({ prefix: '/api/invites', tags: ['invites'] }).use(signedIn(parts)).post(
    '',
    async ({ me, body, status }) => {
      const { usesMax, days } = body
      const wish = { ...(usesMax === undefined ? {} : { usesMax }), ...(days === undefined ? {} : { days }) }
      return status(201, await parts.invites.create(me.user, wish))
    },
    {
      body: InviteSchema,
      detail: { summary: 'Makes an invitation; its code is shown this once. For administrators.' },
    },
  )
}
