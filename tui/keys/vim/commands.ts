/** The commands of normal mode, for the help screen. `press` understands exactly these. */
export const vimCommands: readonly { readonly keys: string; readonly title: string }[] = [
  { keys: 'i, a, I, A', title: 'Insert here, behind, at the start or the end of the line' },
  { keys: 'o, O', title: 'Insert a line below or above' },
  { keys: 'h, j, k, l', title: 'Move left, down, up, right; Backspace is h' },
  { keys: 'w, b, e, W, B, E', title: 'Move by words; W, B, E by what spaces part' },
  { keys: '0, ^, $', title: 'Move to the start, the first letter or the end of the line' },
  { keys: 'f, F, t, T', title: 'Move to or before a letter on the line' },
  { keys: 'g g, G', title: 'Move to the first or the last line' },
  { keys: 'd, c, y', title: 'Delete, change or copy over a motion, iw, aw; twice for lines' },
  { keys: 'x, X, D, C, Y, s, S', title: 'Short for dl, dh, d$, c$, yy, cl, cc' },
  { keys: 'r, ~, J', title: 'Replace a letter, change its case, join lines' },
  { keys: 'p, P', title: 'Put what was deleted or copied behind or before' },
  { keys: 'u, Ctrl-R', title: 'Undo, redo' },
  { keys: 'v, V', title: 'Select letters or lines; then a motion, iw or aw, o, then d, c, y, ~, J, r or p' },
  { keys: '.', title: 'Repeat the last change' },
  { keys: 'Esc', title: 'Leave what has begun, then the composer' },
]
