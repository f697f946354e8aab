import type { ReactElement, ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

interface ConfirmDialogProps {
  /** The question. */
  readonly title: string
  /** What will happen. */
  readonly description: string
  /** What the button does, as a verb. */
  readonly action: string
  readonly tone?: 'primary' | 'danger'
  readonly isBusy?: boolean
  readonly children?: ReactNode
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before what cannot be taken back. The focus stands on the way out. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { title, description, action, tone = 'primary', isBusy = false, children, onConfirm, onClose } = props
  return (
    <Dialog
      title={title}
      description={description}
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button data-focus-first onClick={onClose}>
            Cancel
          </Button>
          <Button tone={tone} isBusy={isBusy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
