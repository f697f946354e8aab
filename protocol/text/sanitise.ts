export function safeText(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, '')
}

export function safeLine(text: string): string {
  return safeText(text).replace(/\n+/g, ' ')
}
