/** Takes the place of lucide's own maker of icons in the bundle: what we ask of an icon is a class, a size and to be hidden. */
import { createElement, type ReactElement, type SVGProps } from 'react'

/** As lucide writes them: the name, and the shapes with their attributes. */
interface IconData {
  readonly name: string
  readonly node: readonly (readonly [tag: string, attributes: Readonly<Record<string, string>>])[]
}
interface IconProps extends SVGProps<SVGSVGElement> {
  readonly size?: number
}

/** The same element as lucide makes, so that its class names hold. */
export default function createIcon({ name, node }: IconData): (props: IconProps) => ReactElement {
  const shapes = node.map(([tag, attributes]) => createElement(tag, attributes))
  return ({ size = 24, className, ...rest }) =>
    createElement(
      'svg',
      {
        width: size,
        height: size,
        viewBox: '0 0 24 24',
        fill: 'none',
        stroke: 'currentColor',
        strokeWidth: 2,
        strokeLinecap: 'round',
        strokeLinejoin: 'round',
        className: `lucide lucide-${name}${className === undefined ? '' : ` ${className}`}`,
        ...rest,
      },
      ...shapes,
    )
}
