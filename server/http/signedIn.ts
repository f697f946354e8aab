/** Who asks: every route behind it has `me`. Only the `Authorization` header counts, so no page can ask in a person's name. */
import { failure, FailureError } from '@parley/protocol'
import { Elysia } from 'elysia'
import { sessionKey } from '../accounts/sessionRecord.ts'
import type { TokenIdentity } from '../accounts/tokens.ts'
import type { ApiParts } from './apiParts.ts'

export function signedIn({ tokens, people, lag, limits }: ApiParts) {
  return new Elysia().derive({ as: 'scoped' }, async ({ request }): Promise<{ me: TokenIdentity }> => {
    const [scheme = '', token = '', ...rest] = (request.headers.get('authorization') ?? '').split(' ')
    if (scheme.toLowerCase() !== 'bearer' || token === '' || rest.length > 0)
      throw new FailureError(failure('unauthenticated', 'Send an access token: Authorization: Bearer …'))
    const found = await tokens.inspect(token)
    if (found === 'invalid')
      throw new FailureError(failure('unauthenticated', 'This is no access token of this server. Log in again.'))
    if (found === 'expired')
      throw new FailureError(failure('expired', 'The access token has ended. Refresh it: POST /api/auth/refresh.'))
    // Another node may have started it a moment ago.
    if (!people.isLive(found.session)) await lag.record(sessionKey(found.user, found.session))
    if (!people.isLive(found.session))
      throw new FailureError(failure('revoked', 'This session was ended. Log in again.'))
    if (request.method !== 'GET') limits.write(found.user)
    return { me: found }
  })
}
