/** The paths of the left column. Any text is a path, also one that somebody made up. */

export type Place =
  | { readonly type: 'contacts' | 'profile' | 'welcome' | 'entry' | 'invite' | 'nowhere' }
  | { readonly type: 'newPrivate'; readonly username: string }
  | { readonly type: 'newChat'; readonly chat: 'group' | 'channel' }
  | { readonly type: 'settings'; readonly section: SectionId | null }

const sectionIds = ['appearance', 'notifications', 'keys', 'sessions', 'account', 'invites', 'about'] as const
export type SectionId = (typeof sectionIds)[number]

export function placeOf(path: string): Place {
  const [, first = '', second = '', third = '', ...more] = path.replace(/\/$/, '').split('/')
  const isShort = more.length === 0 && third === ''
  switch (first) {
    case 'contacts':
    case 'profile':
    case 'welcome':
      return { type: second === '' && isShort ? first : 'nowhere' }
    case 'login':
    case 'register':
      return { type: 'entry' }
    case 'invite':
      return { type: 'invite' }
    case 'new':
      if (second === 'private' && more.length === 0) return { type: 'newPrivate', username: third }
      return (second === 'group' || second === 'channel') && isShort
        ? { type: 'newChat', chat: second }
        : { type: 'nowhere' }
    case 'settings': {
      const section = sectionIds.find((id) => id === second) ?? null
      return isShort && (second === '' || section !== null) ? { type: 'settings', section } : { type: 'nowhere' }
    }
  }
  return { type: 'nowhere' }
}
