import type { ReactElement } from 'react'

/** Stands where something will be. In CSS lengths. */
function Skeleton({ width, height = '0.75rem' }: { readonly width: string; readonly height?: string }): ReactElement {
  return <span className="skeleton" aria-hidden style={{ inlineSize: width, blockSize: height }} />
}

/** A row of a list that is still to come. `at` varies its width. */
export function SkeletonRow({ at }: { readonly at: number }): ReactElement {
  return (
    <div className="skeleton-row" aria-hidden>
      <span className="skeleton skeleton-face" />
      <span className="skeleton-lines">
        <Skeleton width={`${38 + ((at * 17) % 30)}%`} />
        <Skeleton width={`${60 + ((at * 23) % 35)}%`} height="0.625rem" />
      </span>
    </div>
  )
}
