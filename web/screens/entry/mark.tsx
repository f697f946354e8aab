import type { ReactElement } from 'react'

/** The sign of Parley: two people, one talk. */
export function Mark(): ReactElement {
  return (
    <svg className="screen-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <path
        className="screen-mark-back"
        d="M13 3h6a10 10 0 0 1 10 10v.5A9.5 9.5 0 0 1 19.5 23H19v6l-7-6.5A9.8 9.8 0 0 1 3 13 10 10 0 0 1 13 3Z"
      />
      <path className="screen-mark-line" d="M10 11.5h12M10 16h7" />
    </svg>
  )
}
