/**
 * The parts that every screen is put together from.
 *
 * It owns how a button, a field, a menu or a dialog looks and how it behaves under a mouse, a finger, a keyboard and a reader
 * of the screen. It guarantees a name for each control, one ring of focus, focus back at the opener when something closes,
 * and text that is shown as text. It refuses to know chats, the client and the server: what it shows are its arguments.
 */
export { Avatar, type AvatarProps } from './Avatar.tsx'
export { Badge, type BadgeProps } from './Badge.tsx'
export { Banner, type BannerProps } from './Banner.tsx'
export { Button, type ButtonProps } from './Button.tsx'
export { ChatIcon } from './ChatIcon.tsx'
export { ConfirmDialog, type ConfirmDialogProps } from './ConfirmDialog.tsx'
export { Dialog, type DialogProps } from './Dialog.tsx'
export { Divider } from './Divider.tsx'
export { EmptyState, type EmptyStateProps } from './EmptyState.tsx'
export { ErrorBoundary } from './ErrorBoundary.tsx'
export { hueOf, nameColour } from './hue.ts'
export { IconButton, type IconButtonProps } from './IconButton.tsx'
export { announce, Live } from './Live.tsx'
export { Menu, type MenuItem, type MenuProps } from './Menu.tsx'
export { MenuButton, type MenuButtonProps } from './MenuButton.tsx'
export { PasswordField, type PasswordFieldProps } from './PasswordField.tsx'
export { Popover, type PopoverProps } from './Popover.tsx'
export { SearchField, type SearchFieldProps } from './SearchField.tsx'
export { SectionHeading } from './SectionHeading.tsx'
export { Select, type SelectProps } from './Select.tsx'
export { Skeleton, SkeletonRow } from './Skeleton.tsx'
export { Spinner } from './Spinner.tsx'
export { Switch, type SwitchProps } from './Switch.tsx'
export { Tabs, type Tab, type TabsProps } from './Tabs.tsx'
export { TextArea, type TextAreaProps } from './TextArea.tsx'
export { TextField, type TextFieldProps } from './TextField.tsx'
export { Tick } from './Tick.tsx'
export { type Toast, Toasts, withToast } from './Toasts.tsx'
export { Tooltip, type TooltipProps } from './Tooltip.tsx'
