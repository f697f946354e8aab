/** Who is on the server of the harness. */
import { isChatId, isUserId, type ChatId, type Person, type UserId } from '@parley/protocol'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const textOf = (number: number): string => {
  let text = ''
  for (let place = 0, left = number; place < 25; place++, left = Math.floor(left / 32))
    text += alphabet[left % 32] ?? '0'
  return `0${text}`
}

export function userId(number: number): UserId {
  const text = textOf(number)
  if (!isUserId(text)) throw new Error(`${text} is no id of a person.`)
  return text
}

export function chatId(number: number): ChatId {
  const text = textOf(1_000_000 + number)
  if (!isChatId(text)) throw new Error(`${text} is no id of a chat.`)
  return text
}

const names = [
  'Ann Okafor',
  'Bob Marsh',
  'Chiara Lindqvist-Papadopoulos',
  'داود الحسيني',
  'Eve Adams',
  'Fumiko 田中',
  'Goran',
  'Hana \u202eRLO',
  'Ivo',
  'Jun',
  'Kim',
  'Lea',
  'Mia',
  'Noor',
  'Ola',
]

export const person = (number: number): Person => {
  const name = names[number - 1] ?? `Person ${number}`
  const ascii = name
    .toLowerCase()
    .replace(/[^a-z]+/g, '.')
    .replace(/^\.|\.$/g, '')
  return { id: userId(number), name, username: ascii.length < 3 ? `person${number}` : ascii }
}

export const everybody: readonly Person[] = Array.from({ length: 300 }, (_, at) => person(at + 1))
