/** What only the server sets: no client sets it by a create. */
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { metadataOf, nameOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { generating } from './generate-name.ts';

const needs = ['create/accepts-the-documented-body'];
const LONG_AGO = '2001-01-01T00:00:00Z';

interface ServerSet {
  id: string;
  member: string;
  /** What a client might send for it. */
  sent: Json;
  /** Statements that only this member is about. */
  tests?: readonly string[];
}

const MEMBERS: readonly ServerSet[] = [
  {
    id: 'create/does-not-take-uid-from-the-client',
    member: 'uid',
    sent: '11111111-2222-3333-4444-555555555555',
  },
  {
    id: 'create/does-not-take-creation-timestamp-from-the-client',
    member: 'creationTimestamp',
    sent: LONG_AGO,
  },
  { id: 'create/does-not-take-self-link-from-the-client', member: 'selfLink', sent: '/made/up' },
  // No number: Kubernetes fails at those.
  { id: 'create/does-not-take-resource-version-from-the-client', member: 'resourceVersion', sent: 'made-up' },
  { id: 'create/does-not-take-generation-from-the-client', member: 'generation', sent: 7 },
  {
    id: 'create/does-not-take-deletion-timestamp-from-the-client',
    member: 'deletionTimestamp',
    sent: LONG_AGO,
    tests: ['metadata.deletion-timestamp.absent'],
  },
  {
    id: 'create/does-not-take-deletion-grace-period-seconds-from-the-client',
    member: 'deletionGracePeriodSeconds',
    sent: 77,
  },
];

/** The answer to the create and a read, once both have shown an object. */
async function acceptedAndRead(trial: Trial, answer: Answer, name: string): Promise<[JsonObject, Answer][]> {
  const read = await trial.target.read({ name });
  return [
    [trial.expect.accepted(answer), answer],
    [trial.expect.documented(read), read],
  ];
}

const doesNotTake = ({ id, member, sent, tests = [] }: ServerSet): Requirement =>
  requirement(id, {
    tests: ['metadata.server-set.create', `constraint.ObjectMeta.${member}.readOnly`, ...tests],
    needs,
    async check(trial) {
      const manifest = withMember(trial.given.manifest(), ['metadata', member], sent);
      const name = nameOf(manifest);
      const answer = await trial.target.create(manifest);
      trial.choice('assigned-metadata', answer.status < 300 ? 'assigned-dropped' : 'assigned-refused', answer);
      if (answer.status >= 400) {
        await trial.given.control(trial.given.manifest());
        trial.expect.refused(answer);
        return trial.expect.absent({ name });
      }
      for (const [body, of] of await acceptedAndRead(trial, answer, name))
        trial.expect.that(metadataOf(body)[member] !== sent, {
          message: `The client's ${member} became the object's`,
          expected: "a value of the server's, or none",
          received: JSON.stringify(sent),
          path: `/metadata/${member}`,
          answer: of,
        });
    },
  });

/** A status that tells of the client wherever it shows. */
const statusOfClient = ({ statusMap, replicaTypes }: Kind): JsonObject => ({
  startTime: LONG_AGO,
  completionTime: LONG_AGO,
  conditions: [
    {
      type: 'Succeeded',
      status: 'True',
      reason: 'ClientSaysSo',
      message: 'a client wrote this',
      lastUpdateTime: LONG_AGO,
      lastTransitionTime: LONG_AGO,
    },
  ],
  [statusMap]: Object.fromEntries(replicaTypes.slice(0, 1).map(({ name }) => [name, { active: 7777 }])),
});
const TRACES = [LONG_AGO, 'ClientSaysSo', '7777'];

async function expectOwnStatus(trial: Trial, answer: Answer, sent: JsonObject): Promise<void> {
  const name = nameOf(sent) || nameOf(trial.expect.accepted(answer));
  if (name === '') trial.inconclusive('the answer to the create shows no name', 'create.success');
  for (const [body, of] of await acceptedAndRead(trial, answer, name)) {
    // The status of another object says nothing of this one.
    if (nameOf(body) !== name) trial.inconclusive(`${of.method} ${of.path} shows no ${name}`, 'create.stores');
    const status = JSON.stringify(body['status'] ?? null);
    trial.expect.that(!TRACES.some((trace) => status.includes(trace)), {
      message: "The client's status became the object's",
      expected: "a status of the server's, or none",
      received: status,
      path: '/status',
      answer: of,
    });
  }
}

const doesNotTakeStatus = requirement('create/does-not-take-status-from-the-client', {
  tests: ['status.not-writable'],
  needs,
  async check(trial) {
    const prefix = `${trial.given.name().slice(0, 40)}-`;
    for (const manifest of [trial.given.manifest(), generating(trial, prefix)]) {
      const answer = await trial.target.create({ ...manifest, status: statusOfClient(trial.kind) });
      if (answer.status >= 400) {
        await trial.given.control(trial.given.manifest());
        trial.expect.refused(answer);
      } else await expectOwnStatus(trial, answer, manifest);
    }
  },
});

export const serverSet: readonly Requirement[] = [...MEMBERS.map(doesNotTake), doesNotTakeStatus];
