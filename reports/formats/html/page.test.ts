import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HOSTILE } from '../../outcomes.fixture.ts';
import { sampleReport } from '../../report.fixture.ts';
import { html, Markup } from './markup.ts';
import { asHtml } from './page.ts';

const page = asHtml(sampleReport());
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** What the page shows when it is asked for. */
const partsOf = (text: string): Record<string, string> => {
  const data = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '{}';
  return (JSON.parse(data) as { parts: Record<string, string> }).parts;
};
const parts = partsOf(page);
const shown = [page, ...Object.values(parts)].join('\n');
const only = (name: string): string => {
  const found = [...page.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))];
  expect(found).toHaveLength(1);
  return found[0]?.[1] ?? '';
};

/** Elements that stand open at the end, or are closed out of order. */
function unbalanced(text: string): string[] {
  const EMPTY = new Set(['meta', 'link', 'input', 'rect', 'br']);
  const open: string[] = [];
  const wrong: string[] = [];
  const body = text.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '').replace('<!doctype html>', '');
  for (const [, end, name = ''] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (EMPTY.has(name)) continue;
    if (end === '') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

describe('report.html', () => {
  it('runs and fetches nothing but its own script and style', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hashOf(only('script'))};`);
    expect(policy).toContain(`style-src ${hashOf(only('style'))};`);
    expect(policy).not.toContain('unsafe');
    expect(page).not.toMatch(/<(?!meta)[a-z]+[^>]*\s(src|on[a-z]+|style)=/);
    const links = [...page.matchAll(/<(?:a|link)\b[^>]*href="([^"]*)"/g)].map(([, href = '']) => href);
    const outward = links.filter((href) => !href.startsWith('#') && href !== 'data:,');
    expect(new Set(outward)).toEqual(new Set(['https://www.rfc-editor.org/rfc/rfc7386#section-2']));
    expect(only('style')).not.toMatch(/url\(|@import/);
  });

  it('shows what a hostile target said as text', () => {
    for (const text of [page, shown]) {
      expect(text).not.toContain('<script>globalThis');
      expect(text).not.toContain('<img');
    }
    expect(page.match(/<\/?script/g)).toEqual(['<script', '</script', '<script', '</script']);
    expect(shown).toContain('&lt;script&gt;globalThis.pwned = 1&lt;/script&gt;');
    // oxlint-disable-next-line no-control-regex
    expect(page).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u202E]/);
    expect(html`<p title="${HOSTILE}">${[HOSTILE]}</p>`.text.match(/[<>"']/g)).toEqual(['<', '"', '"', '>', '<', '>']);
    expect(html`${new Markup('<b>')}${undefined}${false}${0}`.text).toBe('<b>0');
  });

  it('is balanced markup with unique ids, and every link within it leads somewhere', () => {
    for (const text of [page, ...Object.values(parts)]) expect(unbalanced(text)).toEqual([]);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(targets.filter((id = '') => !id.includes('=') && !ids.includes(id))).toEqual([]);
  });

  it('tells the run, each failure with its evidence, each reason, each requirement, and the coverage', () => {
    for (const fact of [
      'https://cci.example.test:6443/base',
      'sha256:5d41402abc4b2a76b9719d911017c592',
      'no --scratch-namespace',
      'Erratum 9, read as: merge patch alone',
      '<mark>      &quot;drop&quot;: &quot;2&quot;</mark>\n',
      'curl -sS -i -X PATCH',
      'Bearer $TOKEN',
      '--only patch/null-removes-a-label',
      'No answer: connection reset',
      '[{&quot;metadata&quot;:{&quot;labels&quot;:{&quot;a/b~c&quot;:null}}}]',
      '424242',
      'throttled throughout',
      'limit=2',
      'known until 2025-06-01',
      'specs/delete-collection.ts:41:7',
      'The server gives each object a uid',
      'all items come at once',
      '214 statements',
      '4 results that follow from it',
      '<code>specs/support/expectations.ts:58</code>, from <code>specs/patch/merge-patch.ts:41</code>',
      '<code>specs/watch/events.ts:77</code>',
      '<cite><a href="https://www.rfc-editor.org/rfc/rfc7386#section-2" rel="noreferrer">Updating a TFJob; RFC 7386, section 2</a></cite',
    ])
      expect(shown).toContain(fact);
    expect(page).toMatch(/<td class="inconclusive">none<\/td>/);
  });

  it('has a page without failures', () => {
    expect(asHtml(sampleReport((id) => id.startsWith('create')))).not.toContain('id="failures"');
  });

  it('has under 5,000 elements and 3 MB, with 3,000 failures of as many causes at length', () => {
    const report = sampleReport();
    const [failing] = report.results.filter(({ verdict }) => verdict === 'fail');
    if (failing === undefined) throw new Error('the sample has no failure');
    const long = `[${Array.from({ length: 500 }, (_, index) => `"${'x'.repeat(100)}${index}"`).join()}]`;
    const letters = (index: number): string => [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    const results = Array.from({ length: 3000 }, (_, index) => ({
      ...failing,
      id: `area/${index}`,
      findings: failing.findings.map((finding) => ({ ...finding, message: `It is ${letters(index)}.` })),
      exchanges: failing.exchanges?.map((exchange) => ({ ...exchange, responseBody: long })) ?? [],
    }));
    const text = asHtml({ ...report, results });
    expect(Buffer.byteLength(text)).toBeLessThan(3_000_000);
    const body = text.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
    expect(body.match(/<[a-z]/g)?.length).toBeLessThan(4000);
    expect(Object.keys(partsOf(text)).filter((key) => key.startsWith('failure-'))).toHaveLength(3000);
  });
});
