/** Colours as numbers: contrast by WCAG 2.2, and the nearest of 256 that keeps it. */

/** Red, green and blue, each 0 to 255. */
export type Rgb = readonly [number, number, number]

export function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** 1 (the same) to 21 (black and white). */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

const linear = (channel: number): number =>
  channel <= 10 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4

/** Colours 16 to 255: a cube of six levels and a ramp of greys. The first 16 are the user's own and say nothing. */
export function rgbOf256(code: number): Rgb {
  if (code >= 232) {
    const grey = 8 + (code - 232) * 10
    return [grey, grey, grey]
  }
  const place = code - 16
  return [level(Math.floor(place / 36)), level(Math.floor(place / 6) % 6), level(place % 6)]
}

const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40)

/** The nearest of the 256 that has at least the wanted contrast on a background; the nearest at all where none has. */
export function nearest256(colour: Rgb, background: Rgb | null, contrastMin: number): number {
  let best = 16
  let bestDistance = Infinity
  for (let code = 16; code < 256; code++) {
    const candidate = rgbOf256(code)
    const isReadable = background === null || contrast(candidate, background) >= contrastMin
    const distance = distanceOf(colour, candidate) + (isReadable ? 0 : 1e9)
    if (distance >= bestDistance) continue
    best = code
    bestDistance = distance
  }
  return best
}

const distanceOf = (one: Rgb, other: Rgb): number =>
  (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2
