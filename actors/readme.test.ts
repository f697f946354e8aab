import { expect, test } from 'bun:test'
import { apples } from './testing/example.ts'

test('[ACTOR10] the actor of the README runs as it stands there', async () => {
  const [readme, example] = await Promise.all(
    ['README.md', 'testing/example.ts'].map((name) => Bun.file(`${import.meta.dir}/${name}`).text()),
  )
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``)
  expect(apples).toBe(5)
})
