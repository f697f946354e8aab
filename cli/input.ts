/** The real standard input: piped text, and what a person types, with the echo off for secrets. */
import { CliError, usage } from './exit.ts'
import { isTerminalFile } from './output.ts'
import { type Input, inputBytesMax } from './world.ts'

export const standardInput: Input = {
  isTerminal: () => isTerminalFile(0),
  read: async () => {
    const decoder = new TextDecoder()
    let bytes = 0
    let text = ''
    for await (const chunk of Bun.stdin.stream()) {
      bytes += chunk.byteLength
      if (bytes > inputBytesMax) throw usage(`At most ${inputBytesMax} bytes are read from a pipe.`)
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  },
  ask: (question, { isSecret }) => {
    process.stderr.write(question)
    return isSecret ? askHidden() : askLine()
  },
}

async function askLine(): Promise<string> {
  for await (const line of console) return line.trim()
  throw new CliError('interrupted', 'The input ended.')
}

/** Raw mode gives single keys, also several in one chunk when a password is pasted. */
function askHidden(): Promise<string> {
  const { stdin } = process
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let typed = ''
  const end = (): void => {
    stdin.setRawMode(false)
    stdin.off('data', onData)
    stdin.pause()
    process.stderr.write('\n')
  }
  const onData = (chunk: string): void => {
    for (const key of chunk) {
      if (key === '\r' || key === '\n') {
        end()
        resolve(typed)
        return
      }
      if (key === '\u0003' || key === '\u0004') {
        end()
        reject(new CliError('interrupted', 'Interrupted.'))
        return
      }
      if (key === '\u007f' || key === '\b') typed = typed.replace(/.$/su, '')
      else if (key === '\u0015') typed = ''
      else if (key >= ' ') typed += key
    }
  }
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.on('data', onData)
  stdin.resume()
  return promise
}
