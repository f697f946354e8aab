/** The full-screen client: what holds shell, app and screen together for as long as it runs. */
import { type App, createApp } from './app/app.ts'
import { afterFrame } from './app/actions/chats.ts'
import { runAction } from './app/actions/run.ts'
import { entryDialog, noServerDialog } from './app/dialogs/self.ts'
import { draw } from './app/frame.ts'
import { onTerminalEvent } from './app/input.ts'
import { onNews } from './app/news.ts'
import { createFrameStore } from './app/store.ts'
import { themeFor } from './app/themeFor.ts'
import { readBindings } from './keys/readBindings.ts'
import type { KeyMode } from './keys/action.ts'
import { initialKeys } from './keys/resolve.ts'
import { guarded } from './shell/guard.ts'
import { openTerminal } from './shell/terminal.ts'
import type { TuiOptions } from './main.ts'
import type { TuiWorld } from './world.ts'

/** A clock in the status line and in the list of chats goes on without a key. */
const tickMs = 1_000

/** Resolves with the exit code. The terminal is as it was before. */
export async function runFullScreen(world: TuiWorld, options: TuiOptions): Promise<number> {
  const { stdin, stdout, stderr, env } = world
  const terminal = openTerminal({ stdin, stdout, env, after: (ms, run) => world.after(ms, run), isMouseOn: true })
  const ports = {
    after: (ms: number, run: () => void) => world.after(ms, run),
    stdout,
    stderr,
    restore: () => terminal.close(),
    isLent: () => terminal.isLent(),
  }
  return guarded(ports, async (stop) => {
    const ended = Promise.withResolvers<number>()
    let redraw = (): void => undefined
    const configured = world.home.readConfig('keys.json') ?? '{}'
    const { mistakes } = readBindings(configured)
    const keysFor = (mode: KeyMode | null): Pick<App, 'bindings' | 'keys'> => {
      const { bindings } = readBindings(configured, mode)
      return { bindings, keys: initialKeys(bindings.mode) }
    }
    const app = createApp({
      world,
      terminal,
      clientName: options.clientName,
      keysFor,
      onChange: () => store.changed(),
      onChangeElsewhere: () => store.changedElsewhere(),
      onNews,
      onAction: (one, action) => runAction(one, action, 1),
      onRedraw: () => redraw(),
      onQuit: (code) => ended.resolve(code),
    })
    const store = createFrameStore({
      draw: () => draw(app, terminal.size()),
      theme: () => themeFor(app),
      after: ports.after,
      onDrawn: () => afterFrame(app),
    })
    // What is typed while it starts counts.
    const endings = [
      terminal.on((event) => onTerminalEvent(app, event, store.shown)),
      terminal.onCapabilities(() => app.changed()),
      ticking(world, (seconds) => {
        entitle(app)
        // What counts down is drawn each second, the times in the list each minute.
        if (seconds % 60 === 0 || app.account?.client.state.type === 'offline') app.changed()
      }),
    ]
    stop.addEventListener('abort', () => ended.resolve(0))
    await begin()
    // The first frame stands before ink is loaded, which takes as long as all that came before.
    const first = store.frame()
    terminal.paint(first.rows.map(first.paint))
    const { mountScreen } = await import('./screens/screen.tsx')
    const mounted = mountScreen(terminal, store, options.onFrame)
    redraw = () => mounted.repaint()
    const [mistake] = mistakes
    if (mistake !== undefined) app.say(`keys.json: ${mistake}`, 'warning')
    try {
      return await Promise.race([
        ended.promise,
        // A component that threw has taken the tree down.
        mounted.waitUntilExit().then(() => ended.promise),
      ])
    } finally {
      for (const end of endings) end()
      mounted.unmount()
      terminal.close()
      await app.leave()
    }

    /** Straight into the last chat; without a login the form for one. */
    async function begin(): Promise<void> {
      const [kept] = await accountsFor(world)
      if (kept !== undefined) {
        await app.use(kept)
        return
      }
      if (world.home.isServerNamed || (await answers(world))) entryDialog(app, false)
      else noServerDialog(app)
    }
  })
}

const titles = new WeakMap<App, string>()

/** The window's title counts what is unread, for whoever has it among others. */
function entitle(app: App): void {
  let unread = 0
  for (const chat of app.account?.client.chats() ?? []) if (app.account?.mute(chat.id) === null) unread += chat.unread
  const title = unread === 0 ? 'Parley' : `(${unread}) Parley`
  if (titles.get(app) === title) return
  titles.set(app, title)
  app.terminal.title(title)
}

/** The logins of the server that is named, or all. */
async function accountsFor({ home }: TuiWorld): Promise<Awaited<ReturnType<TuiWorld['home']['accounts']>>> {
  const accounts = await home.accounts()
  return home.isServerNamed ? accounts.filter(({ server }) => server === home.server) : accounts
}

async function answers({ home, fetch }: TuiWorld): Promise<boolean> {
  try {
    const { status } = await fetch(`${home.server}/healthz`, { method: 'GET', headers: {} })
    return status === 200
  } catch {
    return false
  }
}

/** Each second, until the result is called. */
function ticking(world: TuiWorld, tick: (seconds: number) => void): () => void {
  let cancel = (): void => undefined
  let seconds = 0
  const again = (): void => {
    tick(seconds++)
    cancel = world.after(tickMs, again)
  }
  again()
  return () => cancel()
}
