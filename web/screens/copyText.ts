import type { App } from '../app/app.ts'

/** A browser may refuse; then it is said, so that nobody pastes what was there before. */
export function copyText(app: Pick<App, 'toast'>, text: string): void {
  const refused = (): void => app.toast('This browser did not copy it. Mark it and copy it yourself.', 'error')
  // Only pages on https, and on this machine, have a clipboard.
  if (!('clipboard' in navigator)) return refused()
  navigator.clipboard.writeText(text).then(() => app.toast('Copied.'), refused)
}
