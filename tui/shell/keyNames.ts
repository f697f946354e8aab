/** The numbers and letters by which terminals name keys. */

/** Final letters of `CSI` and `SS3` sequences. */
export const letterKeys: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  M: 'enter',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'tab',
}

/** The first number of `CSI number ~`. */
export const tildeKeys: Readonly<Record<number, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
  25: 'f13',
  26: 'f14',
  28: 'f15',
  29: 'f16',
  31: 'f17',
  32: 'f18',
  33: 'f19',
  34: 'f20',
}

/** Code points of keys that type nothing: C0 controls, and the private numbers of the kitty protocol's keypad and F13 to F35. */
export function codeKey(code: number): string | null {
  if (code >= kittyF13 && code <= kittyF13 + 22) return `f${code - kittyF13 + 13}`
  return codeKeys[code] ?? null
}

/** What a key of the kitty protocol's keypad types: `57399` to `57416`. */
export function keypadText(code: number): string | null {
  return code >= kittyKeypad ? ('0123456789./*-+\r=,'[code - kittyKeypad] ?? null) : null
}

/** The kitty protocol numbers keys that are no characters in this range. */
export function isPrivateKey(code: number): boolean {
  return code >= 57_344 && code <= 63_743
}

const kittyF13 = 57_376
const kittyKeypad = 57_399

const codeKeys: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  13: 'enter',
  27: 'escape',
  32: 'space',
  127: 'backspace',
  57_414: 'enter',
  57_417: 'left',
  57_418: 'right',
  57_419: 'up',
  57_420: 'down',
  57_421: 'pageup',
  57_422: 'pagedown',
  57_423: 'home',
  57_424: 'end',
  57_425: 'insert',
  57_426: 'delete',
}
