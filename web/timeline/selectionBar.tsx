import type { ReactElement } from 'react'
import { Copy, Trash2, X } from 'lucide-react'
import { Button, IconButton } from '../parts/main.ts'

export interface SelectionBarProps {
  readonly count: number
  /** All that is selected may be deleted by the reader. */
  readonly canDelete: boolean
  readonly onCopy: () => void
  readonly onDelete: () => void
  readonly onClose: () => void
}

export function SelectionBar({ count, canDelete, onCopy, onDelete, onClose }: SelectionBarProps): ReactElement {
  return (
    <div className="timeline-selection" role="toolbar" aria-label="Selected messages">
      <IconButton label="Cancel selecting" icon={X} onClick={onClose} />
      <span className="timeline-selection-count figures" role="status">
        {count === 1 ? '1 message' : `${count} messages`}
      </span>
      <Button tone="plain" icon={Copy} disabled={count === 0} onClick={onCopy}>
        Copy
      </Button>
      <Button tone="danger" icon={Trash2} disabled={count === 0 || !canDelete} onClick={onDelete}>
        Delete
      </Button>
    </div>
  )
}
