import { Plus } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { IconButton, SectionHeading } from '../main.ts'

export function Card({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className="gallery-card">
      <SectionHeading action={<IconButton size="small" label={`Add to ${title}`} icon={Plus} chord="Ctrl N" />}>
        {title}
      </SectionHeading>
      {children}
    </section>
  )
}
