import { Elysia } from 'elysia'
import type { ApiParts } from './apiParts.ts'

/** What a client asks before anybody is logged in: which server this is, and who may make an account. */
export function serverRoutes({ accounts, name, version, registration }: ApiParts) {
  return new Elysia({ tags: ['server'] }).get(
    '/api/server',
    async () => ({ name, version, registration, isNew: await accounts.isNew() }),
    { detail: { summary: 'What this server is called, and who may make an account.' } },
  )
}
