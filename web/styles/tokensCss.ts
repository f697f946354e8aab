/** The text of `tokens.css`. `bun web/styles/tokensCss.ts` writes it; a test fails where the file says anything else. */
import { toHex } from './colour.ts'
import { palettes, type Theme } from './tokens.ts'

/** Every colour once for the two of each pair: `color-scheme` chooses, by the system or by the theme. */
export function tokensCss(): string {
  return `/* Made by tokensCss.ts from tokens.ts. Change it there. */
:root { color-scheme: light dark; --outline: transparent;${colours('light', 'dark')} }
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
:root[data-theme='contrast'] { --outline: var(--border);${colours('contrastLight', 'contrastDark')} }
@media (prefers-contrast: more) {
  :root:not([data-theme]) { --outline: var(--border);${colours('contrastLight', 'contrastDark')} }
}
`
}

const colours = (day: Theme, night: Theme): string =>
  Object.entries(palettes[day])
    .map(([name, colour]) => {
      const dark = palettes[night][name]
      if (dark === undefined) throw new Error(`The theme ${night} has no ${name}.`)
      return `\n  --${name}: light-dark(${toHex(colour)}, ${toHex(dark)});`
    })
    .join('')

if (import.meta.main) await Bun.write(new URL('tokens.css', import.meta.url), tokensCss())
