/**
 * The parts that every screen is put together from.
 *
 * It owns how a button, a field, a menu or a dialog looks and how it behaves under a mouse, a finger, a keyboard and a reader
 * of the screen. It guarantees a name for each control, one ring of focus, focus back at the opener when something closes,
 * and text that is shown as text. It refuses to know chats, the client and the server: what it shows are its arguments.
 */
export { Avatar, type AvatarProps } from './avatar.tsx'
export { Badge, type BadgeProps } from './badge.tsx'
export { Banner, type BannerProps } from './banner.tsx'
export { Button, type ButtonProps } from './button.tsx'
export { ChatIcon } from './chatIcon.tsx'
export { ConfirmDialog, type ConfirmDialogProps } from './confirmDialog.tsx'
export { Dialog, type DialogProps } from './dialog.tsx'
export { Divider } from './divider.tsx'
export { EmptyState, type EmptyStateProps } from './emptyState.tsx'
export { ErrorBoundary } from './errorBoundary.tsx'
export { hueOf, nameColour } from './hue.ts'
export { IconButton, type IconButtonProps } from './iconButton.tsx'
export { announce, Live } from './live.tsx'
export { Menu, type MenuItem, type MenuProps } from './menu.tsx'
export { MenuButton, type MenuButtonProps } from './menuButton.tsx'
export { PasswordField, type PasswordFieldProps } from './passwordField.tsx'
export { Popover, type PopoverProps } from './popover.tsx'
export { SearchField, type SearchFieldProps } from './searchField.tsx'
export { SectionHeading } from './sectionHeading.tsx'
export { Select, type SelectProps } from './select.tsx'
export { Skeleton, SkeletonRow } from './skeleton.tsx'
export { Spinner } from './spinner.tsx'
export { Switch, type SwitchProps } from './switch.tsx'
export { Tabs, type Tab, type TabsProps } from './tabs.tsx'
export { TextArea, type TextAreaProps } from './textArea.tsx'
export { TextField, type TextFieldProps } from './textField.tsx'
export { Tick } from './tick.tsx'
export { type Toast, Toasts, withToast } from './toasts.tsx'
export { Tooltip, type TooltipProps } from './tooltip.tsx'
