/**
 * Generated histories of all operations over several objects, kinds and namespaces, against a model; shrunk to the
 * smallest.
 */
import fc from 'fast-check';
import type { Kind } from '../../contract/types.ts';
import { histories as historiesOf } from '../../generators/arbitraries/index.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Command, Content, Version } from '../../generators/arbitraries/histories.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { requirement } from '../support/requirement.ts';
import { everyMutableField } from '../support/updates/write.ts';
import { describeCommand } from './model.ts';
import { HistoryRun } from './runner.ts';

/** Longer histories are cheaper than more of them: more has happened to an object before each command. */
const LENGTH = 30;

/** Each operation alone is judged elsewhere; where it fails, that explains failures here. */
const BASIS = [
  'create/accepts-the-documented-body',
  'create/refuses-a-taken-name',
  'read/answers-with-what-is-stored',
  'replace/stores-what-any-body-says-and-nothing-else',
  'replace/refuses-a-stale-version',
  'patch/follows-rfc-7386',
  'patch/refuses-a-stale-version',
  'delete/removes-the-object',
  'delete/refuses-another-uid-as-precondition',
  'list/selects-by-equality',
  'watch/shows-each-change-in-order',
];

/** The trial's kind, and another kind of the run if there is one. */
const kindsOf = ({ kind, kinds }: Trial): Kind[] => [
  kind,
  ...kinds.filter((_, i) => i === (kinds.indexOf(kind) + 1) % kinds.length && kinds.length > 1),
];

/** How many kinds, namespaces and names a history is about: the fewer, the more happens to each object. */
const SCOPES = [
  { weight: 4, kinds: 1, namespaces: 1, names: 1 },
  { weight: 2, kinds: 1, namespaces: 1, names: 2 },
  { weight: 1, kinds: 2, namespaces: 1, names: 1 },
  { weight: 1, kinds: 1, namespaces: 2, names: 1 },
  { weight: 1, kinds: 2, namespaces: 2, names: 2 },
] as const;

/** Before what is drawn: each sort of write after each, on one object that is made twice. */
function everyPair(kind: Kind): Command[] {
  const slot = { kind: 0, namespace: 0, name: 0 };
  const content = (which: 0 | 1): Content => ({
    labels: { app: which === 0 ? 'a' : 'b' },
    annotations: { note: String(which) },
    spec: everyMutableField(kind, which),
  });
  const patch = (labels: JsonObject, version: Version): Command => ({
    op: 'patch',
    at: slot,
    patch: { metadata: { labels } },
    version,
  });
  const replace = (which: 0 | 1, version: Version = 'current'): Command => ({
    op: 'replace',
    at: slot,
    content: content(which),
    version,
  });
  return [
    { op: 'create', at: slot, content: content(0) },
    replace(1),
    replace(0),
    patch({ app: 'b' }, 'none'),
    patch({ app: null, tier: 'a' }, 'current'),
    replace(1, 'stale'),
    replace(1),
    patch({ tier: 'b' }, 'stale'),
    { op: 'delete', at: slot },
    { op: 'create', at: slot, content: content(1) },
    patch({ tier: 'b' }, 'none'),
    { op: 'delete', at: slot, uid: 'current' },
  ];
}

/** A history that prints as its commands in words: so a finding shows it. */
const readable = (history: Command[], kinds: readonly Kind[], namespaces: readonly string[]): Command[] =>
  Object.assign([...history], {
    toJSON: () => history.map((command, i) => `${i + 1}. ${describeCommand(command, kinds, namespaces)}`),
  });

const agrees = (
  id: string,
  needs: readonly string[],
  runs: number,
  allowed: (command: Command) => boolean,
): Requirement =>
  requirement(id, {
    tests: ['histories.model'],
    needs: ['read/refuses-a-missing-name', ...needs],
    async check(trial) {
      const kinds = kindsOf(trial);
      // Where the other kind takes no jobs, this kind is not to blame.
      for (const kind of kinds.slice(1)) await trial.for(kind).given.accepted();
      const namespaces = [trial.namespace, ...(trial.otherNamespace === '' ? [] : [trial.otherNamespace])];
      const scopes = SCOPES.map((scope) => ({
        weight: scope.weight,
        arbitrary: historiesOf(kinds.slice(0, scope.kinds), {
          namespaces: Math.min(scope.namespaces, namespaces.length),
          names: scope.names,
          maxLength: LENGTH,
        }),
      }));
      const arbitrary = fc.oneof(...scopes).map((history) =>
        readable(
          history.filter((command) => allowed(command)),
          kinds,
          namespaces,
        ),
      );
      await new HistoryRun(trial, kinds, namespaces).run(everyPair(trial.kind));
      await trial.property(arbitrary, (history) => new HistoryRun(trial, kinds, namespaces).run(history), runs);
    },
  });

export const histories: readonly Requirement[] = [
  agrees('histories/agree-with-the-model', BASIS, 4, (command) => command.op !== 'deletecollection'),
  // On its own, because no collection is deleted while there are objects of others in it.
  agrees(
    'histories/agree-with-the-model-when-collections-are-deleted',
    [...BASIS, 'delete-collection/deletes-by-label', 'histories/agree-with-the-model'],
    2,
    () => true,
  ),
];
