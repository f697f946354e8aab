import axe from 'axe-core'
import type { Page } from 'playwright-core'

/**
 * What axe finds against WCAG 2.2 AA and its best practices on the page as it is now, each with the elements it means. `rules`
 * are all of them where none is named.
 */
export async function violations(page: Page, rules: readonly string[] = []): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(
    async (values) => {
      const { violations } = await axe.run(document, values.length === 0 ? {} : { runOnly: { type: 'rule', values } })
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
      )
    },
    [...rules],
  )
}
