/** A target that adds items to lists: what was sent is there all the same; an item that was sent is no addition. */
import { expect, test } from 'vitest';
import type { Json } from '../../contract/json.ts';
import { othersKeysIn, withoutAdditions } from './additions.ts';
import { judge } from './judge.ts';
import { fakeContext, fakeTarget, reply, textOf, TFJOB } from '../testing/fake.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Requirement } from '../model/requirement.ts';

const SIDECAR = { name: 'sidecar', image: 'proxy' };
const OWN = { name: 'own', image: 'x', env: [{ name: 'A', value: '1' }] };
const SECOND = { name: 'second', image: 'y' };

/** A job with the containers that `made` makes of those that were sent; reads show what `shown` makes of the stored ones. */
async function judged(sent: Json[], made: (sent: Json[]) => Json[], shown = (stored: Json[]): Json[] => stored) {
  const spec = (containers: Json[]): Json => ({ pods: { containers } });
  let stored: Json = {};
  const target = fakeTarget((request) => {
    if (request.method === 'POST') {
      const object = JSON.parse(textOf(request)) as { spec: { pods: { containers: Json[] } } };
      stored = { ...object, spec: spec(made(object.spec.pods.containers)) };
      return reply(201, stored);
    }
    const { spec: kept, ...others } = stored as { spec?: { pods: { containers: Json[] } } };
    return request.method === 'GET' && kept
      ? reply(200, { ...others, spec: spec(shown(kept.pods.containers)) })
      : undefined;
  });
  const requirement: Requirement = {
    id: 'create/keeps',
    revision: 1,
    tests: ['create.stores'],
    async check(trial) {
      const { metadata, ...manifest } = trial.given.manifest();
      const body = { ...manifest, metadata: metadata ?? {}, spec: spec(sent) };
      const answer = await trial.target.create(body);
      trial.expect.match(trial.expect.accepted(answer), { spec: spec(sent) }, answer);
      await trial.expect.stored({ name: (metadata as { name: string }).name }, { spec: spec([OWN]) });
    },
  };
  const { verdict, findings } = await judge(requirement, TFJOB, fakeContext(target.send));
  return [verdict, findings[0]?.path];
}

const AT = '/spec/pods/containers';
test.each<[string, ReturnType<typeof judged>, [string, string?]]>([
  ['a container', judged([OWN], (sent) => [...sent, SIDECAR]), ['pass']],
  ['one before them', judged([OWN], (sent) => [SIDECAR, ...sent]), ['pass']],
  ['a variable', judged([OWN], () => [{ ...OWN, env: [...OWN.env, { name: 'B', value: '2' }] }]), ['pass']],
  ['one in place of the own', judged([OWN], () => [SIDECAR]), ['fail', `${AT}/0/name`]],
  ['one, and takes one away', judged([OWN, SECOND], () => [OWN, SIDECAR]), ['fail', `${AT}/1/name`]],
  ['one, and the own is another', judged([OWN], () => [{ ...OWN, image: 'z' }, SIDECAR]), ['fail', `${AT}/0/image`]],
  ['one without a name', judged([OWN], (sent) => [...sent, { image: 'z' }]), ['fail', AT]],
  [
    'one to reads alone',
    judged(
      [OWN],
      (sent) => sent,
      (stored) => [...stored, SIDECAR],
    ),
    ['fail', AT],
  ],
  ['nothing, and keeps one that was sent', judged([OWN, SECOND], (sent) => sent), ['fail', AT]],
])('a target that adds %s', async (_, outcome, wanted) => {
  expect(await outcome).toEqual([wanted[0], wanted[1]]);
});

test('keys with a prefix that an answer shows before any request names them are of others', () => {
  const exchange = (requestBody: string, responseBody: string): Exchange =>
    ({ requestBody, responseBody }) as unknown as Exchange;
  const added = othersKeysIn([
    exchange('{"a.com/own":"1"}', '{"a.com/own":"1","b.com/theirs":"2","plain":"3"}'),
    exchange('{"b.com/theirs":"2"}', '{"b.com/theirs":"3"}'),
    exchange('[{"path":"/metadata/labels/c.com~1own"}]', '{"c.com/own":"1"}'),
  ]);
  const map = { 'a.com/own': '1', 'b.com/theirs': '2', plain: '3', 'c.com/own': '1' };
  const { 'b.com/theirs': _, ...own } = map;
  const object = (entries: Json): Json => ({ labels: entries, annotations: entries, spec: map });
  expect(withoutAdditions(object(map), added)).toEqual(object(own));
  expect(withoutAdditions(map, added, 'annotations')).toEqual(own);
});
