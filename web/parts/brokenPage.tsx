import { Copy, RefreshCw } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from './button.tsx'
import { copied } from './clipboard.ts'

const detailsCharsMax = 4000

/** What one sees when the page broke: what is safe, and what to do. It needs nothing that could be broken. */
export function BrokenPage({ error }: { readonly error: Error }): ReactElement {
  const [isCopied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')
  const details = `${error.name}: ${error.message}\n${error.stack ?? ''}`.slice(0, detailsCharsMax)
  const copy = (): void => {
    void copied(details).then((isDone) => setCopied(isDone ? 'yes' : 'refused'))
  }
  return (
    <main className="broken">
      <h1 className="broken-title">Something broke on this page</h1>
      <p>
        Your messages and drafts are safe: they are kept apart from this page. Load it again to go on where you were. If
        it breaks again, copy the details and send them to whoever runs this server.
      </p>
      <div className="broken-actions">
        <Button tone="primary" icon={RefreshCw} onClick={() => window.location.reload()}>
          Load again
        </Button>
        <Button icon={Copy} onClick={copy}>
          Copy details
        </Button>
        <span role="status">
          {isCopied === 'no' ? '' : isCopied === 'yes' ? 'Copied.' : 'This browser refused; select them below.'}
        </span>
      </div>
      <details>
        <summary>Details</summary>
        <pre className="broken-details" tabIndex={0}>
          {details}
        </pre>
      </details>
    </main>
  )
}
