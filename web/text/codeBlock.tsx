import { type ReactElement, useEffect, useState } from 'react'

export interface CodeBlockProps {
  readonly language: string
  readonly lines: readonly string[]
  readonly tabIndex: 0 | -1
}

const saidMs = 1_500

/** Code as it was written. What is wide is broken: nothing in a message is out of sight, or another thing to scroll. */
export function CodeBlock({ language, lines, tabIndex }: CodeBlockProps): ReactElement {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  useEffect(() => {
    if (copied === 'no') return
    const timer = setTimeout(() => setCopied('no'), saidMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = (): void => {
    navigator.clipboard.writeText(lines.join('\n')).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    )
  }
  return (
    <figure className="text-code-block" dir="ltr">
      <figcaption className="text-code-head">
        <span>{language === '' ? 'Code' : language}</span>
        <button type="button" className="text-code-copy" tabIndex={tabIndex} onClick={copy}>
          {words[copied]}
        </button>
      </figcaption>
      <pre className="text-code-lines">
        <code>{lines.join('\n')}</code>
      </pre>
    </figure>
  )
}

const words = { no: 'Copy', yes: 'Copied', failed: 'Not copied' } as const
