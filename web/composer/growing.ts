/** Makes a field as tall as its text. Where the browser does it by itself (`field-sizing: content`), nothing is done. */

/** The style sheet bounds the height. Layout is read at most once a frame. The result ends it. */
export function growing(
  field: HTMLTextAreaElement,
  onChange: (changed: () => void) => () => void,
): (() => void) | undefined {
  if (CSS.supports('field-sizing', 'content')) return undefined
  let frame = 0
  const grow = (): void => {
    frame = 0
    field.style.blockSize = 'auto'
    field.style.blockSize = `${field.scrollHeight}px`
  }
  const soon = (): void => {
    if (frame === 0) frame = requestAnimationFrame(grow)
  }
  soon()
  const stop = onChange(soon)
  window.addEventListener('resize', soon)
  return () => {
    stop()
    window.removeEventListener('resize', soon)
    cancelAnimationFrame(frame)
  }
}
