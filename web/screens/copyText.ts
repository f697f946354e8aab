import type { App } from '../app/app.ts'
import { copied } from '../parts/main.ts'

/** Says whether it was copied, so that nobody pastes what was there before. */
export function copyText(app: Pick<App, 'toast'>, text: string, said = 'Copied.'): void {
  void copied(text).then((isCopied) =>
    isCopied ? app.toast(said) : app.toast('This browser did not copy it. Mark it and copy it yourself.', 'error'),
  )
}
