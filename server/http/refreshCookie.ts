/**
 * The refresh token of a page, in a cookie that no script can read. A page asks for it by a header, which another origin's page
 * cannot send without a permission that this server gives to nobody; its origin must be this server's all the same.
 */
import { failure, FailureError } from '@parley/protocol'
import { sessionMs } from '../accounts/sessions.ts'

export interface RefreshCookie {
  /** Does this request want its token in the cookie? Throws `forbidden` for a page of another origin. */
  isWanted(request: Request): boolean
  /** `null` where the browser has none. */
  read(request: Request): string | null
  /** The header `set-cookie` that keeps this token. */
  keep(request: Request, refreshToken: string): string
  clear(request: Request): string
}

/** `isOwnOrigin`: may a page of this origin act in this host's name? */
export function createRefreshCookie(isOwnOrigin: (origin: string, host: string) => boolean): RefreshCookie {
  return {
    isWanted(request) {
      if (request.headers.get('parley-cookie') !== '1') return false
      if (!isOwnOrigin(request.headers.get('origin') ?? '', hostOf(request)))
        throw new FailureError(failure('forbidden', 'Pages of this origin may not log in with a cookie.'))
      return true
    },
    read(request) {
      const name = nameOf(request)
      for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
        const [key = '', value = ''] = pair.trim().split('=')
        if (key === name && value !== '') return value
      }
      return null
    },
    keep: (request, refreshToken) => written(request, refreshToken, sessionMs / 1_000),
    clear: (request) => written(request, '', 0),
  }
}

const hostOf = (request: Request): string => request.headers.get('host') ?? ''

/** Browsers give all ports of a host the same cookies: two servers on one machine must not log each other out. */
function nameOf(request: Request): string {
  const port = /:(\d{1,5})$/.exec(hostOf(request))?.[1]
  return port === undefined ? 'parley-refresh' : `parley-refresh-${port}`
}

function written(request: Request, value: string, maxAgeSeconds: number): string {
  // The page's own origin says how it came, also behind a proxy with TLS, and a page cannot choose it.
  const secure = (request.headers.get('origin') ?? '').startsWith('https:') ? '; Secure' : ''
  return `${nameOf(request)}=${value}; Path=/api/auth; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`
}
