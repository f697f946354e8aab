import type { ReactElement } from 'react'

/** The sign of Parley, as on its icon: a P that is a speech bubble. */
export function Mark(): ReactElement {
  return (
    <svg className="screen-mark" viewBox="0 0 512 512" width="28" height="28" aria-hidden="true" focusable="false">
      <rect className="screen-mark-back" width="512" height="512" rx="116" />
      <path
        className="screen-mark-line"
        d="M176 396V148h112a84 84 0 0 1 0 168h-40z"
        fill="none"
        strokeWidth="52"
        strokeLinejoin="round"
      />
    </svg>
  )
}
