/** `/new/group` and `/new/channel`: first what it is called, then who is in it. Nothing is lost by going back. */
import { type FormEvent, type ReactElement, useRef, useState } from 'react'
import { limits, newChatId, type Person } from '@parley/protocol'
import { useApp } from '../../app/useApp.ts'
import { Banner, Button, TextArea, TextField } from '../../parts/main.ts'
import { failureOf } from '../../app/failureOf.ts'
import { Panel } from '../panel.tsx'
import { PeopleFinder } from '../people/peopleFinder.tsx'
import { descriptionTrouble, peopleLeft, titleTrouble } from './chatForm.ts'

export interface NewChatProps {
  readonly type: 'group' | 'channel'
  readonly onClose: () => void
}

const words = {
  group: { title: 'New group', what: 'Everybody in it writes.' },
  channel: { title: 'New channel', what: 'Administrators and moderators write, everybody in it reads.' },
} as const

export function NewChat({ type, onClose }: NewChatProps): ReactElement {
  const app = useApp()
  const [step, setStep] = useState<'name' | 'people'>('name')
  const [title, setTitle] = useState('')
  const [description, setDescription] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [chosen, setChosen] = useState<readonly Person[]>([])
  const [query, setQuery] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  // The same id again makes no second chat, where the first answer was lost.
  const [id] = useState(() => newChatId(app.world))
  const form = useRef<HTMLFormElement>(null)
  const wrong = { title: titleTrouble(title), description: descriptionTrouble(description) }

  const goOn = (event: FormEvent): void => {
    event.preventDefault()
    setChecked(true)
    if (wrong.title === null && wrong.description === null) return setStep('people')
    const field = form.current?.elements.namedItem(wrong.title === null ? 'description' : 'title')
    if (field instanceof HTMLElement) field.focus()
  }
  const create = async (): Promise<void> => {
    setBusy(true)
    setTrouble(null)
    const about = description.trim()
    try {
      const { id: made } = await app.api.createChat({
        type,
        id,
        title: title.trim(),
        ...(about === '' ? {} : { description: about }),
        members: chosen.map((person) => person.id),
      })
      app.go(`/chat/${made}`)
    } catch (error) {
      setTrouble(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  const toggle = (person: Person): void => {
    const isChosen = chosen.some((one) => one.id === person.id)
    if (isChosen) setChosen(chosen.filter((one) => one.id !== person.id))
    else if (peopleLeft(chosen.length) > 0) setChosen([...chosen, person])
    else setTrouble(`At most ${limits.membersPerCommandMax} people at once. More can be added afterwards.`)
  }

  if (step === 'name')
    return (
      <Panel
        title={words[type].title}
        focus="field"
        onClose={onClose}
        foot={
          <Button tone="primary" isWide type="submit" form="new-chat">
            Next: people
          </Button>
        }
      >
        <p className="screen-step">Step 1 of 2. {words[type].what}</p>
        <form id="new-chat" ref={form} className="screen-form screen-pad" noValidate onSubmit={goOn}>
          <TextField
            label="Title"
            name="title"
            autoComplete="off"
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            error={isChecked ? wrong.title : null}
          />
          <TextArea
            label="Description"
            name="description"
            hint="What it is for. May be left empty."
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={isChecked ? wrong.description : null}
          />
        </form>
      </Panel>
    )
  return (
    <Panel
      title={`Who is in “${title.trim()}”?`}
      focus="field"
      onClose={() => setStep('name')}
      foot={
        <>
          {trouble !== null && <Banner tone="error">{trouble}</Banner>}
          <Button tone="primary" isWide isBusy={isBusy} onClick={() => void create()}>
            {createWords(type, chosen.length)}
          </Button>
        </>
      }
    >
      <p className="screen-step">Step 2 of 2. You can add people later too.</p>
      <PeopleFinder label="Add people" query={query} onQuery={setQuery} chosen={chosen} onChoose={toggle} />
    </Panel>
  )
}

const createWords = (type: 'group' | 'channel', count: number): string => {
  if (count === 0) return `Create the ${type} without others`
  return `Create the ${type} with ${count === 1 ? '1 other' : `${count} others`}`
}
