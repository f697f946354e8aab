/** What opens over the messages, in one file that comes later. */
export { ConfirmDialog } from '../parts/confirmDialog.tsx'
export { CalendarDialog } from './calendarDialog.tsx'
export { MessageMenu } from './messageMenu.tsx'
export { SelectionBar } from './selectionBar.tsx'
