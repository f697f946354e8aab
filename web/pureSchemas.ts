/**
 * Leaves out of a bundle the schemas that nobody in it checks. A page shows what the host has checked: it needs the protocol's
 * types, limits and rules, and not the schema library. A bundler keeps what an unused constant is made by, because it may do
 * something; making a schema does nothing, and this says so.
 */
import type { BunPlugin } from 'bun'

/** A constant of a file's own level that begins as a schema does. What is formatted goes on as long as lines are indented or close. */
const makesSchema = /^((?:export )?const \w+ = )((?:Type\.|interpreted\()[^\n]*(?:\n[ )\]}][^\n]*)*)/gm

export const pureSchemas: BunPlugin = {
  name: 'pure schemas',
  setup(build) {
    build.onLoad({ filter: /[\\/]protocol[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await Bun.file(path).text()
      return { contents: source.replace(makesSchema, '$1/* @__PURE__ */ (() => $2)()'), loader: 'ts' }
    })
  },
}
