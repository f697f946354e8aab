/**
 * The screens around a chat, each a component that takes what it needs from `useApp()`, or before a login from its arguments.
 *
 *     nobody is logged in    EntryScreens   /login  /register (first run on a new server)  /invite/CODE, any other path: log in
 *     the left column        SidePanel      /contacts  /new/private[/USERNAME]  /new/group  /new/channel  /profile  /welcome
 *                                           /settings[/appearance|notifications|keys|sessions|account|invites|about]
 *     beside a chat          InfoPanel      its face, what notifies, members and roles, leaving; of a person: contact, block
 *     the frame              shell/         list of chats, head, search, the chat itself
 *
 * It owns their words, their steps and their paths (`paths.ts`). It guarantees that what the server would refuse is grey and
 * says why, found by the protocol's own rules (`info/refusal.ts`); that a failure stands beside the field that it concerns; that
 * the focus comes to what opens and goes back when it closes; that nothing asks the browser for leave unless a button is
 * pressed. It refuses to know how things are stored, sent or drawn: that is the client's, the link's and the parts' business.
 */
export { EntryScreens } from './entry/entryScreens.tsx'
export { InfoPanel } from './info/infoPanel.tsx'
export { followPresence } from './profile/presence.ts'
export { followTheme, otherTheme } from './settings/look.ts'
export { SidePanel } from './sidePanel.tsx'
