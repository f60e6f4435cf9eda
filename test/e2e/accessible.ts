import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** For all readers: names, roles, contrast of what is shown in an element of a page, as axe checks them. */
export async function accessible(page: Page, selector: string): Promise<void> {
  // Evaluated and not added as a script: pages of reports allow none.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(`${AXE};0`);
  const found = await page.evaluate(
    `axe.run(${JSON.stringify(selector)}, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 300) + ' ' + n.failureSummary).join('; ')))`,
  );
  assert.deepEqual(found, []);
}
