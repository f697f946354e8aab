/**
 * The page. It opens the link to the one client of this browser, and shows what belongs to whoever is logged in; before that,
 * how to get in.
 *
 *     main ─ link ─ session: starting | anonymous ─▶ entry screens
 *                            open ─▶ app ─▶ shell ─▶ screens
 */
import './styles/main.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Root, warmUp } from './app/root.tsx'
import { openLink } from './link/main.ts'
import { ErrorBoundary } from './parts/errorBoundary.tsx'

const link = openLink()
warmUp()

const place = document.getElementById('root')
if (place === null) throw new Error('The page has no root.')
createRoot(place).render(
  <StrictMode>
    <ErrorBoundary>
      <Root link={link} />
    </ErrorBoundary>
  </StrictMode>,
)
