import { type ReactElement, useEffect, useState } from 'react'
import { copied } from '../parts/main.ts'

export interface CodeBlockProps {
  readonly language: string
  readonly lines: readonly string[]
  readonly tabIndex: 0 | -1
}

const saidMs = 1_500

/** Code as it was written. What is wide is broken: nothing in a message is out of sight, or another thing to scroll. */
export function CodeBlock({ language, lines, tabIndex }: CodeBlockProps): ReactElement {
  const [isCopied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  useEffect(() => {
    if (isCopied === 'no') return
    const timer = setTimeout(() => setCopied('no'), saidMs)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = (): void => {
    void copied(lines.join('\n')).then((isDone) => setCopied(isDone ? 'yes' : 'failed'))
  }
  return (
    <figure className="text-code-block" dir="ltr">
      <figcaption className="text-code-head">
        <span>{language === '' ? 'Code' : language}</span>
        <button type="button" className="text-code-copy" tabIndex={tabIndex} onClick={copy}>
          {words[isCopied]}
        </button>
      </figcaption>
      <pre className="text-code-lines">
        <code>{lines.join('\n')}</code>
      </pre>
    </figure>
  )
}

const words = { no: 'Copy', yes: 'Copied', failed: 'Not copied' } as const
