/** The screens without a server: `?server=open|invite|closed|new|away` chooses what answers, `?theme=…` and `?dir=rtl` how it looks. */
import '../../styles/main.css'
import { createRoot } from 'react-dom/client'
import type { ServerInfo } from '@parley/protocol/client'
import { showLook, themeChoices, defaultLook } from '../../styles/look.ts'
import { EntryScreens } from '../entry/entryScreens.tsx'
import { fakeLink } from './fakeLink.ts'

const wanted = new URLSearchParams(location.search)
const theme = themeChoices.find((each) => each === wanted.get('theme'))
showLook(document.documentElement, { ...defaultLook, theme: theme ?? 'light' })
if (wanted.get('dir') === 'rtl') document.documentElement.dir = 'rtl'

const registrations = ['open', 'invite', 'closed'] as const
const kind = wanted.get('server') ?? 'open'
const info: ServerInfo = {
  name: 'Garden Street 12',
  version: '0.1.0',
  registration: registrations.find((each) => each === kind) ?? 'open',
  isNew: kind === 'new',
}
const link = fakeLink(kind === 'away' ? null : info)
Reflect.set(window, 'harness', link)

const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<EntryScreens link={link} why={null} />)
