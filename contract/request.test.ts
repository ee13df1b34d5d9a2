import { expect, test } from 'vitest';
import { KINDS } from './kinds.ts';
import { OPERATIONS, pathOf } from './operations.ts';
import { VERBS } from './types.ts';
import { operationOf } from './request.ts';

test.each(KINDS.flatMap((kind) => VERBS.map((verb) => [kind.kind, verb, kind] as const)))('%s %s', (_, verb, kind) => {
  const { method, scope } = OPERATIONS[verb];
  const path =
    pathOf(kind, 'a b', scope === 'object' ? 'x%ü' : undefined) +
    (verb === 'watch' ? '?limit=1&watch=1' : '?watch=false');
  expect(operationOf(method, path, KINDS)).toEqual({
    kind,
    verb,
    namespace: 'a b',
    name: scope === 'object' ? 'x%ü' : undefined,
  });
});

const COLLECTION = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs';
test.each<[string, string, string | undefined]>([
  ['GET', `${COLLECTION}?watch=True`, 'watch'],
  ['GET', `${COLLECTION}?watch=`, 'watch'],
  ['GET', `${COLLECTION}?watch=0`, 'list'],
  ['GET', `${COLLECTION}?watch=F`, 'list'],
  ['GET', `${COLLECTION}?watch=of`, 'watch'],
  ['GET', `${COLLECTION}?watch=false1`, 'watch'],
  ['GET', `${COLLECTION}/x?watch=1`, 'read'],
  ['DELETE', `${COLLECTION}/`, 'deletecollection'],
  ['GET', `${COLLECTION}?continue=/x`, 'list'],
  ['GET', `/x${COLLECTION}`, undefined],
  ['HEAD', COLLECTION, undefined],
  ['PUT', COLLECTION, undefined],
  ['POST', `${COLLECTION}/x`, undefined],
  ['GET', `${COLLECTION}/x/status`, undefined],
  ['GET', '/apis/kubeflow.org/v1/namespaces/ns/pods', undefined],
  ['GET', '/apis/kubeflow.org/v1/namespaces//tfjobs', undefined],
  ['GET', '/apis/kubeflow.org/v1alpha2/namespaces/ns/tfjobs', undefined],
  ['GET', '/apis/example.org/v1/namespaces/ns/tfjobs', undefined],
  ['GET', `${COLLECTION}/%zz`, 'read'],
  ['GET', `${COLLECTION}/x%25`, 'read'],
  ['GET', `${COLLECTION}/x.`, 'read'],
  ['GET', `${COLLECTION}/x%2Fstatus`, undefined],
  ['DELETE', `${COLLECTION}/x%2fstatus`, undefined],
  ['GET', `${COLLECTION}/%2e%2E`, undefined],
  ['DELETE', `${COLLECTION}/.`, undefined],
  ['GET', '/apis/kubeflow.org/v1/namespaces/a%2Fb/tfjobs', undefined],
])('%s %s is %s', (method, path, verb) =>
  expect(operationOf(method, path, KINDS)).toEqual(verb && expect.objectContaining({ verb })),
);

test('a name whose escapes are not all sound is taken as it stands', () => {
  expect(operationOf('GET', `${COLLECTION}/%4z%41`, KINDS)?.name).toBe('%4z%41');
});
