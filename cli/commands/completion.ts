/** `completion`: a script for a shell, which asks `parley __complete` what may come next. */
import { usage } from '../exit.ts'
import type { Invocation } from '../invocation.ts'

const scripts: Readonly<Record<string, string>> = {
  // An at sign belongs to a name, but bash would cut words there.
  bash: `COMP_WORDBREAKS="\${COMP_WORDBREAKS//@/}"
_parley() {
  local IFS=$'\\n' word="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=($(parley __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  [ "\${#COMPREPLY[@]}" -gt 0 ] && COMPREPLY=("\${COMPREPLY[@]// /\\\\ }")
}
complete -F _parley parley`,
  zsh: `#compdef parley
_parley() {
  local -a found
  found=("\${(@f)$(parley __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _parley parley`,
  fish: `complete -c parley -f -a '(parley __complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'`,
  powershell: `Register-ArgumentCompleter -Native -CommandName parley -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word -eq '') { $words += '""' }
  parley __complete -- @words 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}`,
}

export async function completion({ output }: Invocation, shell: string): Promise<void> {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined
  if (script === undefined)
    throw usage(`There is no completion for "${shell}", but for: ${Object.keys(scripts).join(', ')}.`)
  output.line(script)
}
