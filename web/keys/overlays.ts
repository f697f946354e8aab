/** What the keys open over the page, in one file that comes later. */
export { Switcher } from '../palette/switcher.tsx'
export { HelpDialog } from './helpDialog.tsx'
