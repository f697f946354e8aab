import type { ReactElement } from 'react'
import { useSetting, useSource } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { SectionHeading, Switch } from '../../parts/main.ts'
import { type Look, textSizes } from '../../styles/look.ts'
import { Choices } from '../choices.tsx'
import { announceSetting } from './keys.ts'
import { changeLook, lookSource } from './look.ts'

const themes = [
  { value: 'system', label: 'As the system', hint: 'Light by day, dark by night, where the system does so.' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'contrast', label: 'High contrast', hint: 'Clear borders, strong text.' },
] as const
const densities = [
  { value: 'cosy', label: 'Cosy' },
  { value: 'compact', label: 'Compact', hint: 'More on one screen.' },
] as const
export function Appearance(): ReactElement {
  const app = useApp()
  const look = useSource(lookSource())
  const isAnnounced = useSetting(app.client, announceSetting) !== 'off'
  const change = (part: Partial<Look>): void => changeLook(app, part)
  return (
    <>
      <SectionHeading level={3}>Theme</SectionHeading>
      <Choices label="Theme" value={look.theme} options={themes} onChange={(theme) => change({ theme })} />
      <SectionHeading level={3}>Density</SectionHeading>
      <Choices label="Density" value={look.density} options={densities} onChange={(density) => change({ density })} />
      <SectionHeading level={3}>Text size</SectionHeading>
      <TextSizes look={look} onChange={(text) => change({ text })} />
      <SectionHeading level={3}>Screen readers</SectionHeading>
      <div className="screen-pad">
        <Switch
          label="Read new messages"
          hint="Of the chat that is open, while you are at its end."
          isOn={isAnnounced}
          onChange={(isOn) => app.client.setSetting(announceSetting, isOn ? null : 'off')}
        />
      </div>
    </>
  )
}

function TextSizes({
  look,
  onChange,
}: {
  readonly look: Look
  readonly onChange: (text: Look['text']) => void
}): ReactElement {
  return (
    <div className="screen-pad screen-range">
      <span aria-hidden className="screen-range-small">
        A
      </span>
      <input
        type="range"
        aria-label="Text size"
        aria-valuetext={`${look.text} pixels`}
        min={textSizes[0]}
        max={textSizes.at(-1)}
        step={1}
        value={look.text}
        onChange={(event) => {
          const size = textSizes.find((one) => one === Number(event.currentTarget.value))
          if (size !== undefined) onChange(size)
        }}
      />
      <span aria-hidden className="screen-range-large">
        A
      </span>
      <output className="figures">{look.text} px</output>
    </div>
  )
}
