/** Shows a page to whoever sits at this machine; nothing happens where nobody does. */
interface Machine {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Is there such a program? */
  has(program: string): boolean
}

/** What shows the page; `null` without a desktop. */
export function browserCommand(url: string, { platform, env, has }: Machine): readonly string[] | null {
  // A runner has a display sometimes, and over SSH the desktop is another one.
  if (env['CI'] || env['SSH_CONNECTION'] || env['SSH_TTY']) return null
  if (platform === 'darwin') return ['open', url]
  if (platform === 'win32') return ['cmd', '/c', 'start', '', url]
  const hasDisplay = Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
  return hasDisplay && has('xdg-open') ? ['xdg-open', url] : null
}

/** Answers whether a browser was asked to. */
export function showInBrowser(url: string, env: Machine['env']): boolean {
  const command = browserCommand(url, {
    platform: process.platform,
    env,
    has: (program) => Bun.which(program) !== null,
  })
  if (command === null) return false
  try {
    // The browser outlives this program, and Ctrl-C is not for it.
    const child = Bun.spawn([...command], {
      env: { ...env, BUN_FEATURE_FLAG_NO_ORPHANS: undefined },
      stdio: ['ignore', 'ignore', 'ignore'],
      detached: true,
    })
    child.unref()
    return true
  } catch {
    // The address was printed: it can be opened by hand.
    return false
  }
}
