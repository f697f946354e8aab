import { Component, type ReactNode } from 'react'
import { BrokenPage } from './brokenPage.tsx'

interface Props {
  readonly children: ReactNode
  /** Instead of the whole page: for a part that the rest can do without. */
  readonly instead?: (again: () => void) => ReactNode
}
interface State {
  readonly error: Error | null
}

/** Catches what broke while something was drawn. React knows this only as a class; it is the one class of the web client. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(thrown: unknown): State {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return this.props.instead?.(() => this.setState({ error: null })) ?? <BrokenPage error={error} />
  }
}
