/**
 * A server that never shows one of the members that servers set: those who demand it fail, and nobody else. One whose
 * bodies all lack a part fails by more, with few causes.
 */
import { expect, test } from 'vitest';
import { isObject, type Json } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { judgeInProcess } from '../run/in-process.ts';
import { WHOLE, part } from '../testing/extent.ts';
import { rewriting } from '../testing/rewriting.ts';

/** The documented example shows all of them. */
const EXAMPLE = 'create/answers-the-example-as-documented';
const DEMANDED: Readonly<Record<string, readonly string[]>> = {
  uid: [EXAMPLE, 'create/sets-uid-version-and-time'],
  creationTimestamp: [EXAMPLE, 'create/sets-uid-version-and-time'],
  resourceVersion: [EXAMPLE, 'create/sets-uid-version-and-time', 'watch/sends-bookmarks-only-when-asked'],
  generation: [EXAMPLE, 'create/starts-at-generation-1'],
  namespace: [EXAMPLE, 'create/puts-the-object-into-the-namespace-of-the-path'],
};
/** What makes the target send a BOOKMARK. */
const BOOKMARKED = ['watch/resumes-from-a-bookmark', 'watch/resumes-from-a-bookmark-during-writes'];
const PARTS = 40;

/** The object without the member of its metadata; lists and Statuses keep theirs. */
function without(member: string, value: Json): Json {
  if (!isObject(value)) return value;
  const { items, object, metadata, kind } = value;
  if (Array.isArray(items)) return { ...value, items: items.map((item) => without(member, item)) };
  if (object !== undefined) return { ...value, object: without(member, object) };
  if (!isObject(metadata) || kind === 'Status') return value;
  const { [member]: _, ...others } = metadata;
  return { ...value, metadata: others };
}

test.each(Object.entries(DEMANDED))('%s', async (member, demanded) => {
  const sample = part(Object.keys(DEMANDED).indexOf(member), PARTS);
  const { results } = await judgeInProcess({
    requirements: WHOLE
      ? REQUIREMENTS
      : REQUIREMENTS.filter((one) => [...demanded, ...BOOKMARKED].includes(one.id) || sample.includes(one)),
    judged: KINDS.slice(0, 1),
    between: rewriting((value, indent) => JSON.stringify(without(member, value), null, indent)),
    runs: 10,
  });
  const failed = results.filter(({ verdict }) => verdict === 'fail');
  expect(failed.map(({ id }) => id).sort()).toEqual([...demanded].sort());
  expect(results.filter(({ verdict }) => verdict === 'harness-error')).toEqual([]);
  const said = results.flatMap(({ reason = '', findings: [finding] }) => [reason, finding?.message, finding?.expected]);
  expect(said.filter((text) => /\bundefined\b|\bNaN\b|^""$/.test(text ?? ''))).toEqual([]);
});
