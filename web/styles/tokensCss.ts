/** The text of `tokens.css`. `bun web/styles/tokensCss.ts` writes it; a test fails where the file says anything else. */
import { toHex } from './colour.ts'
import { palettes, type Theme } from './tokens.ts'

export function tokensCss(): string {
  return `/* Made by tokensCss.ts from tokens.ts. Change it there. */
:root { ${colours('light')} }
@media (prefers-color-scheme: dark) {
  :root:not([data-theme]) { ${colours('dark')} }
}
:root[data-theme='dark'] { ${colours('dark')} }
:root[data-theme='contrast'] { ${colours('contrastLight')} }
@media (prefers-contrast: more) {
  :root:not([data-theme]) { ${colours('contrastLight')} }
}
@media (prefers-color-scheme: dark) {
  :root[data-theme='contrast'] { ${colours('contrastDark')} }
}
@media (prefers-color-scheme: dark) and (prefers-contrast: more) {
  :root:not([data-theme]) { ${colours('contrastDark')} }
}
`
}

function colours(theme: Theme): string {
  const scheme = theme === 'dark' || theme === 'contrastDark' ? 'dark' : 'light'
  const outline = theme === 'contrastLight' || theme === 'contrastDark' ? 'var(--border)' : 'transparent'
  const values = Object.entries(palettes[theme]).map(([name, colour]) => `\n  --${name}: ${toHex(colour)};`)
  return `\n  color-scheme: ${scheme};\n  --outline: ${outline};${values.join('')}\n`
}

if (import.meta.main) await Bun.write(new URL('tokens.css', import.meta.url), tokensCss())
