/** What the frame needs now and then, in one file that comes when the browser is idle. */
export { nextAttention } from '@parley/protocol/text'
export { Toasts } from '../../parts/toasts.tsx'
export { ConnectionBar } from './connectionBar.tsx'
export { Found } from './found.tsx'
export { NoChats } from './noChats.tsx'
export { UpdateBar } from './updateBar.tsx'
