/** Lets a person change a text in their own editor. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * `command` is what `$EDITOR` holds: a shell's words, to which the file's path is added. It gets the terminal until it ends.
 * `null` where it could not start or ended with an error. The text is readable to nobody else and is gone afterwards.
 */
export async function editText(command: string, text: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-'))
  try {
    const file = join(folder, 'message.md')
    await writeFile(file, text, { mode: 0o600 })
    const editor = Bun.spawn(['sh', '-c', `${command} "$1"`, 'sh', file], {
      stdin: 'inherit',
      stdout: 'inherit',
      stderr: 'inherit',
      env,
    })
    if ((await editor.exited) !== 0) return null
    const edited = await readFile(file, 'utf8')
    // Editors end the last line; a message does not.
    return text.endsWith('\n') ? edited : edited.replace(/\r?\n$/, '')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
