/** SPEC.md and the tests name the same rules. */
import { expect, test } from 'bun:test'
import { Glob } from 'bun'

const root = `${import.meta.dir}/..`

test('[SPEC1] every rule of SPEC.md has a test, and every numbered test a rule', async () => {
  const spec = await Bun.file(`${root}/SPEC.md`).text()
  const rules = new Set([...spec.matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(([, rule]) => rule))
  const proved = new Set<string | undefined>()
  for (const file of new Glob('{protocol,actors,server,cli,tui,web,sim,test}/**/*{.test,contract}.{ts,tsx}').scanSync(
    root,
  )) {
    if (file.includes('node_modules')) continue
    for (const [, rule] of (await Bun.file(`${root}/${file}`).text()).matchAll(/\[([A-Z]+\d+)\]/g)) proved.add(rule)
  }
  expect([...rules].filter((rule) => !proved.has(rule))).toEqual([])
  expect([...proved].filter((rule) => !rules.has(rule))).toEqual([])
})
