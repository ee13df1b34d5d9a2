import { describe, expect, test } from 'vitest';
import { CCI } from './contract.ts';
import { findKind } from './kinds.ts';
import { addressOf, conventions, describeSource, page, PAGES, rfc, sourceFor, table } from './sources.ts';
import type { Kind } from './types.ts';

const CONVENTIONS_PAGE =
  'https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md';
function kindNamed(name: string): Kind {
  const kind = findKind(name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  return kind;
}

describe('an address', () => {
  test.each([
    [rfc(7396, '1', 36), 'https://www.rfc-editor.org/rfc/rfc7396#section-1'],
    [rfc(3339, '5.6'), 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6'],
    [
      page('Patch Request Method Operation Description', 'Merge patch (RFC 7386)'),
      'https://www.rfc-editor.org/rfc/rfc7386',
    ],
    [conventions('Concurrency control'), `${CONVENTIONS_PAGE}#concurrency-control-and-consistency`],
    [
      conventions('Label selectors'),
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    ],
    [conventions('Adding fields'), CONVENTIONS_PAGE],
    [page(PAGES.replace, 'Function'), undefined],
    [table(10, 'finalizers', 27), undefined],
  ])('of %j is %s', (source, url) => expect(addressOf(source)).toBe(url));

  test('stands for every statement and freedom that a public document other than the CCI reference makes', () => {
    const sources = [...CCI.statements, ...CCI.freedoms].map(({ source }) => source);
    const outside = sources.filter(({ document }) => /^(Kubernetes|RFC)/.test(document));
    expect(outside.length).toBeGreaterThan(100);
    expect(outside.filter((source) => !/^https:\/\/[\w./-]+(#[\w.-]+)?$/.test(addressOf(source) ?? ''))).toEqual([]);
  });

  test('leads to a section wherever one tells the convention alone', () => {
    const whole = [...CCI.statements, ...CCI.freedoms].filter(({ source }) => addressOf(source) === CONVENTIONS_PAGE);
    expect(whole.map(({ id }) => id)).toEqual(['server-fields']);
  });
});

describe('a page', () => {
  test("of any kind's operation is each kind's own", () => {
    expect(sourceFor(page(PAGES.replace, 'Function', 3), kindNamed('mxjob'))).toEqual(
      page('Replacing an MXJob', 'Function', 3),
    );
    expect(sourceFor(table(10), kindNamed('mxjob'))).toEqual(table(10));
  });

  test('of the reference has its id where that is known', () => {
    const replacing = (kind: string): string =>
      describeSource(sourceFor(page(PAGES.replace, 'Function'), kindNamed(kind)));
    expect(['tfjob', 'mxjob', 'pytorchjob', 'mpijob'].map(replacing)).toEqual([
      'Replacing a TFJob, Function',
      'Replacing an MXJob (cci_02_3157), Function',
      'Replacing a PyTorchJob, Function',
      'Replacing an MPIJob (cci_02_3177), Function',
    ]);
  });
});
