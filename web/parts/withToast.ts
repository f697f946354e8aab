/** Short words about what has just happened, as a list. */
export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'info' | 'error'
  readonly action?: { readonly label: string; readonly run: () => void }
}

const toastsMax = 3

/** The newest last, at most three. The same words again replace what stands there. */
export const withToast = (toasts: readonly Toast[], toast: Toast): readonly Toast[] =>
  [...toasts.filter((each) => each.text !== toast.text || each.tone !== toast.tone), toast].slice(-toastsMax)
