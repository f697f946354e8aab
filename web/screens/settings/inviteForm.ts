/** What an invitation may be like, as the server bounds it. */

interface InviteTexts {
  readonly uses: string
  readonly days: string
}

const usesMax = 1_000
const daysMax = 365

export const inviteTrouble = ({ uses, days }: InviteTexts): Readonly<Record<keyof InviteTexts, string | null>> => ({
  uses: within(uses, usesMax) ? null : `A whole number from 1 to ${usesMax}.`,
  days: within(days, daysMax) ? null : `A whole number from 1 to ${daysMax}.`,
})

const within = (text: string, max: number): boolean =>
  /^\d{1,6}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= max

export const inviteWish = ({ uses, days }: InviteTexts): { readonly usesMax: number; readonly days: number } => ({
  usesMax: Number(uses),
  days: Number(days),
})

export const inviteLink = (origin: string, code: string): string => `${origin}/invite/${encodeURIComponent(code)}`
