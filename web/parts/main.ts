/**
 * The parts that every screen is put together from.
 *
 * It owns how a button, a field, a menu or a dialog looks and how it behaves under a mouse, a finger, a keyboard and a reader
 * of the screen. It guarantees a name for each control, one ring of focus, focus back at the opener when something closes,
 * and text that is shown as text. It refuses to know chats, the client and the server: what it shows are its arguments.
 */
export { Avatar } from './avatar.tsx'
export { Badge } from './badge.tsx'
export { Banner } from './banner.tsx'
export { Button, type ButtonProps } from './button.tsx'
export { ChatIcon } from './chatIcon.tsx'
export { copied } from './clipboard.ts'
export { ConfirmDialog } from './confirmDialog.tsx'
export { Dialog } from './dialog.tsx'
export { EmptyState } from './emptyState.tsx'
export { ErrorBoundary } from './errorBoundary.tsx'
export { nameColour } from './hue.ts'
export { IconButton } from './iconButton.tsx'
export { announce, Live } from './live.tsx'
export { Menu, type MenuItem } from './menu.tsx'
export { MenuButton } from './menuButton.tsx'
export { PasswordField } from './passwordField.tsx'
export { Popover } from './popover.tsx'
export { SearchField } from './searchField.tsx'
export { SectionHeading } from './sectionHeading.tsx'
export { Select } from './select.tsx'
export { SkeletonRow } from './skeleton.tsx'
export { Spinner } from './spinner.tsx'
export { Switch } from './switch.tsx'
export { Tabs } from './tabs.tsx'
export { TextArea } from './textArea.tsx'
export { TextField } from './textField.tsx'
export { Tick } from './tick.tsx'
export { type Toast, Toasts, withToast } from './toasts.tsx'
