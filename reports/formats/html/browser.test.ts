/** The page in a real browser, where there is one: skipped otherwise. `CHROME_PATH` names another than the usual ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../../../harness/model/exchange.ts';
import type { Report, ReportEntry } from '../../../harness/model/report.ts';
import { sampleReport } from '../../report.fixture.ts';
import { Browser, findChromium } from '../../testing/browser.ts';
import type { Tab } from '../../testing/browser.ts';
import { asHtml } from './page.ts';

const CHROMIUM = findChromium();
const folder = mkdtempSync(join(tmpdir(), 'cci-pages-'));
let browser: Browser;

const written = (name: string, report: Report): string => {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, asHtml(report));
  return pathToFileURL(path).href;
};

const sample = sampleReport();
const [failing] = sample.results.filter(({ verdict }) => verdict === 'fail');
if (failing === undefined) throw new Error('the sample has no failure');
const failure: ReportEntry = failing;
const [sent] = failure.exchanges ?? [];
if (sent === undefined) throw new Error('the failure has no exchange');
const exchange = (over: Partial<Exchange>): Exchange => ({ ...sent, ...over });

const event = (type: string, name: string): string => JSON.stringify({ type, object: { metadata: { name } } });
/** A watch that lacks an event, clients that contradict each other, and lists that differ. */
const pictures: ReportEntry[] = [
  {
    ...failure,
    id: 'watch/shows-what-happens',
    area: 'watch',
    findings: [
      {
        message: 'The watch shows other events than what happened',
        expected: 'ADDED, MODIFIED, DELETED',
        received: 'something else',
        exchange: 1,
      },
    ],
    exchanges: [
      exchange({
        seq: 1,
        verb: 'watch',
        status: 200,
        responseBody: `${event('ADDED', 'a')}\n${event('DELETED', 'a')}\n`,
      }),
    ],
  },
  {
    ...failure,
    id: 'concurrency/one-order',
    area: 'concurrency',
    findings: [{ message: 'No order explains it', expected: 'a, b, c', received: 'c, a', exchange: 2, path: '/a' }],
    exchanges: [1, 2, 3, 4].map((seq) =>
      exchange({
        seq,
        at: seq * 3,
        ms: 5,
        together: { group: 1, client: 1 + (seq % 2) },
        responseBody: `{"a":"v${seq}"}`,
      }),
    ),
  },
];
const FULL = written('full', { ...sample, results: [...sample.results, ...pictures] });

/** Each picture in two cards, beside each other on the page. */
const TWICE = written('twice', {
  ...sample,
  results: pictures.flatMap((one) => [
    one,
    {
      ...one,
      id: `${one.id}-again`,
      findings: one.findings.map((finding) => ({ ...finding, message: `${finding.message}, again` })),
    },
  ]),
});

const letters = (index: number): string => [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
const long = JSON.stringify(Array.from({ length: 500 }, (_, index) => `${'x'.repeat(100)}${index}`));
/** So many failures of as many causes, each with long answers. */
const MANY = written('many', {
  ...sample,
  results: Array.from({ length: 3000 }, (_, index) => ({
    ...failure,
    id: `area-${index % 12}/requirement-${index}`,
    area: `area-${index % 12}`,
    findings: failure.findings.map((finding) => ({ ...finding, message: `It is said to be x${letters(index)}x.` })),
    exchanges: failure.exchanges?.map((one) => ({ ...one, responseBody: long })) ?? [],
  })),
});
const SOUND = written(
  'sound',
  sampleReport((id) => id.startsWith('create')),
);

beforeAll(() => {
  if (CHROMIUM !== undefined) browser = Browser.start(CHROMIUM);
});
afterAll(async () => {
  if (CHROMIUM !== undefined) await browser.close();
  rmSync(folder, { recursive: true });
});

const elements = (tab: Tab): Promise<number> => tab.evaluate('document.querySelectorAll("*").length');
/** Everything that can be opened is, also what comes into place by that. */
const OPEN_ALL = `(async () => {
  for (let round = 0; round < 4; round += 1) {
    for (const details of document.querySelectorAll('details:not([open])')) details.open = true;
    await new Promise((resolve) => setTimeout(resolve));
  }
})()`;
/** Until the page has handled what has happened to it. */
const TURN = 'new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))';
const TITLES = '[...document.querySelectorAll("#failures .failure h3")].map((title) => title.textContent)';
const AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' | ')))`;

/** What makes the page wider than the window. */
const TOO_WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('main *')]
  .filter((element) => element.getBoundingClientRect().right > innerWidth && !element.parentElement.closest('.wide, pre'))
  .map((element) => element.outerHTML.slice(0, 200))`;

describe.skipIf(CHROMIUM === undefined)('report.html in Chromium', () => {
  test.each([
    ['with failures', FULL],
    ['with pictures of one kind', TWICE],
    ['without', SOUND],
  ])('is accessible and fits, at 1280 and 390 px, light and dark, %s', async (_, url) => {
    const tab = await browser.page(url, { width: 1280 });
    await tab.evaluate(OPEN_ALL);
    await tab.evaluate(axe.source);
    for (const width of [1280, 390]) {
      for (const scheme of ['light', 'dark'] as const) {
        await tab.show({ width, scheme });
        expect([width, scheme, await tab.evaluate(AXE)]).toEqual([width, scheme, []]);
        expect(await tab.evaluate(TOO_WIDE)).toEqual([]);
      }
    }
    expect(await tab.evaluate('globalThis.pwned')).toBeUndefined();
    await tab.close();
  });

  test('shows few elements of 3,000 failures until it is asked for more', async () => {
    const tab = await browser.page(MANY, { width: 1280 });
    expect(await elements(tab)).toBeLessThan(5000);
    const cards = 'document.querySelectorAll("#failures .failure").length';
    const before = await tab.evaluate<number>(cards);
    await tab.evaluate('document.querySelector("#failures [data-more] button").click()');
    expect(await tab.evaluate(cards)).toBe(before * 2);
    await tab.close();
  });

  test('leads from a cell with failures to these', async () => {
    const tab = await browser.page(FULL, { width: 1280 });
    const cell = 'document.querySelector("#matrix tr:has(th a[href=\'#area-concurrency\']) td.fail a")';
    await tab.evaluate(`${cell}.click()`);
    await tab.evaluate(TURN);
    expect(await tab.evaluate('location.hash')).toMatch(/^#verdict=fail&area=concurrency&kind=/);
    expect(await tab.evaluate(TITLES)).toEqual(['No order explains it']);
    await tab.close();
  });

  test('finds words of a finding, and has what it shows in its address', async () => {
    const tab = await browser.page(MANY, { width: 1280 });
    const search = (text: string): Promise<string[]> =>
      tab.evaluate(`(() => {
        const { text } = document.getElementById('filter').elements;
        text.value = '${text}';
        text.dispatchEvent(new Event('input', { bubbles: true }));
        return ${TITLES};
      })()`);
    // The last is not in place until it is looked for.
    for (const number of [2999, 7])
      expect(await search(`said x${letters(number)}x`)).toEqual([`It is said to be x${letters(number)}x.`]);
    await tab.evaluate('document.querySelector("#failures .failure details").open = true');
    await tab.evaluate(TURN);
    const address = await tab.evaluate<string>('location.href');
    expect(address).toMatch(/text=said\+xhx&open=/);
    await tab.go(address);
    expect(await tab.evaluate(TITLES)).toEqual([`It is said to be x${letters(7)}x.`]);
    expect(await tab.evaluate('document.querySelector("#failures .failure details").open')).toBe(true);
    await tab.close();
  });

  test('takes the keyboard to the first failure in two steps', async () => {
    const tab = await browser.page(FULL, { width: 1280 });
    await tab.press('Tab');
    await tab.press('Enter');
    await tab.evaluate(TURN);
    expect(await tab.evaluate('document.activeElement.id')).toBe('failure-1');
    await tab.close();
  });

  test.each([
    ['a few', FULL],
    ['3,000', MANY],
  ])('prints what is closed of %s failures, on bright paper, and not without end', async (_, url) => {
    const tab = await browser.page(url, { width: 800, scheme: 'dark', media: 'print' });
    await tab.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await tab.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await tab.evaluate('document.querySelectorAll(".failure > details:not([open])").length')).toBe(0);
    expect(await tab.evaluate('document.body.innerText.length')).toBeLessThan(400_000);
    await tab.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await tab.evaluate('document.querySelectorAll(".failure > details[open]").length')).toBe(1);
    await tab.close();
  });
});
