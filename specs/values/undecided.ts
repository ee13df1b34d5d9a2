/** Values of which no document says whether they are valid: each is kept or refused, and none becomes another. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { podPath } from '../../contract/workloads/replicated.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Pattern, Trial } from '../../harness/model/trial.ts';
import { at, firstReplica, metadataOf, nameOf, specOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { ownParts } from '../support/round-trip.ts';
import { everyMutableField, furnished, mutableFieldsOf, ok, put } from '../support/updates/write.ts';

const VARIABLE = 'CONFORMANCE';
const FINE = { cpu: '250000100n', memory: '512Mi' };
type Member = readonly [path: readonly string[], value: Json];

/** The first container, in place of which another may stand. */
const containerOf = (trial: Trial, manifest: JsonObject): { path: string[]; container: JsonObject } => {
  const path = [...podPath(trial.kind, firstReplica(trial, manifest)), 'containers'];
  const [container] = (at(manifest, ...path) ?? []) as JsonObject[];
  return { path, container: container ?? {} };
};

/** The integers of a spec of which no table says how great or small they are. */
const unboundedIntegers = ({ specFields }: Kind): string[] =>
  specFields
    .filter(({ is }) => is.type === 'integer' && is.minimum === undefined && is.exclusiveMinimum === undefined)
    .map(({ name }) => name);

/**
 * Texts with NUL, which some stores cannot hold; variables of one name; amounts finer than a thousandth; integers that
 * operators refuse.
 */
function membersOf(trial: Trial, manifest: JsonObject): readonly Member[] {
  const { path, container } = containerOf(trial, manifest);
  return [
    [['metadata', 'annotations', 'note'], 'before\u0000behind'],
    [path, [{ ...container, args: ['before\u0000behind', '\u0000'] }]],
    [path, [{ ...container, env: ['b', 'a', 'b'].map((value) => ({ name: VARIABLE, value })) }]],
    [path, [{ ...container, securityContext: { runAsUser: 2 ** 32 - 1 } }]],
    [path, [{ ...container, resources: { limits: FINE, requests: FINE } }]],
    ...unboundedIntegers(trial.kind).map((name): Member => [['spec', name], -1]),
  ];
}

/** The answer to a create that was accepted; undefined where it was refused, without a trace. */
async function createdOrRefused(trial: Trial, manifest: JsonObject): Promise<Answer | undefined> {
  const created = await trial.target.create(manifest);
  if (ok(created)) return created;
  trial.expect.refused(created);
  await trial.expect.absent({ name: nameOf(manifest) });
  return undefined;
}

/** Found again in the answer and in what is read; or refused. */
async function keptOrRefused(trial: Trial, manifest: JsonObject): Promise<void> {
  const created = await createdOrRefused(trial, manifest);
  if (created === undefined) return;
  const body = trial.expect.accepted(created);
  trial.expect.match(body, ownParts(trial.kind, manifest, body), created);
  const read = await trial.target.read({ name: nameOf(manifest) });
  const stored = trial.expect.documented(read);
  trial.expect.match(stored, ownParts(trial.kind, manifest, stored), read);
}

/** The optional fields of a spec, all null. */
const nulls = (trial: Trial): JsonObject =>
  Object.fromEntries(trial.kind.specFields.filter(({ required }) => required !== true).map(({ name }) => [name, null]));

/** Absent, null, or the default. */
function expectNothing(trial: Trial, object: JsonObject, answer: Answer | undefined): void {
  for (const { name, default: byDefault } of mutableFieldsOf(trial.kind)) {
    const shown = at(object, 'spec', name) ?? undefined;
    trial.expect.that(shown === undefined || shown === byDefault, {
      message: `null for spec.${name} became a value`,
      expected: byDefault === undefined ? 'nothing' : `nothing, or the default ${JSON.stringify(byDefault)}`,
      received: JSON.stringify(shown),
      path: `/spec/${name}`,
      answer,
    });
  }
}

const namedIn = (list: Json | undefined, name: string): JsonObject | undefined =>
  (Array.isArray(list) ? list : []).filter(isObject).find((item) => item['name'] === name);

const nullInACreate = requirement('values/makes-nothing-of-null-in-a-create', {
  tests: ['values.null'],
  needs: ['create/accepts-the-documented-body'],
  async check(trial) {
    const none = nulls(trial);
    const plain = trial.given.manifest();
    const { path, container } = containerOf(trial, plain);
    const kept = Object.fromEntries(Object.entries(specOf(plain)).filter(([name]) => !Object.hasOwn(none, name)));
    const manifest = withMember({ ...plain, spec: { ...kept, ...none } }, path, [
      { ...container, workingDir: null, env: [{ name: VARIABLE, value: null }] },
    ]);
    const ref = { name: nameOf(manifest) };
    const created = await createdOrRefused(trial, manifest);
    if (created === undefined) return void (await trial.given.control(trial.given.manifest()));
    const read = await trial.target.read(ref);
    for (const answer of [created, read]) {
      const object = trial.expect.documented(answer);
      trial.expect.match(object, { metadata: ref, spec: kept }, answer);
      expectNothing(trial, object, answer);
      // Admission may have put other containers and variables before them.
      const shown = namedIn(at(object, ...path), String(container['name']));
      const variable = namedIn(at(shown, 'env'), VARIABLE);
      trial.expect.that(variable !== undefined, {
        message: 'A variable whose value is null was lost',
        expected: `a variable ${VARIABLE}, without a value`,
        received: 'none',
        path: `/${path.join('/')}/0/env`,
        answer,
      });
      for (const text of [at(shown, 'workingDir'), at(variable, 'value')])
        trial.expect.match(text ?? '', '', answer, `/${path.join('/')}/0`);
    }
  },
});

/** Beside a replica type another one, of null: operators were seen to fail by it. */
const nullReplica = requirement('values/makes-nothing-of-a-replica-type-of-null', {
  tests: ['values.null'],
  needs: ['values/makes-nothing-of-null-in-a-create'],
  appliesTo: (kind) => kind.replicaTypes.length > 1,
  async check(trial) {
    const plain = trial.given.manifest();
    const { replicaMap, replicaTypes } = trial.kind;
    const none = replicaTypes.find(({ name }) => at(plain, 'spec', replicaMap, name) === undefined)?.name ?? '';
    const manifest = withMember(plain, ['spec', replicaMap, none], null);
    const ref = { name: nameOf(manifest) };
    const created = await createdOrRefused(trial, manifest);
    if (created === undefined) return void (await trial.given.control(trial.given.manifest()));
    const { labels = {} } = metadataOf(plain);
    const stored = await trial.expect.stored(ref, { metadata: { labels }, spec: specOf(plain) });
    trial.expect.that((at(stored, 'spec', replicaMap, none) ?? null) === null, {
      message: `null for the replica type ${none} became replicas`,
      expected: 'nothing',
      received: JSON.stringify(at(stored, 'spec', replicaMap, none)),
      path: `/spec/${replicaMap}/${none}`,
      answer: created,
    });
  },
});

const nullInAReplace = requirement('values/makes-nothing-of-null-in-a-replace', {
  tests: ['values.null', 'replace.full'],
  needs: ['replace/stores-the-body'],
  async check(trial) {
    const job = await furnished(trial);
    const gone = Object.fromEntries(Object.keys(everyMutableField(trial.kind)).map((name) => [name, null]));
    const answer = await put(trial, job, (object) => ({ ...object, spec: { ...specOf(object), ...gone } }));
    if (!ok(answer)) {
      trial.expect.refused(answer);
      await trial.expect.unchanged(job, job.stored);
      return;
    }
    expectNothing(trial, trial.expect.documented(answer), answer);
    const kept: Pattern = { metadata: { uid: job.uid, labels: { a: '1' } } };
    expectNothing(trial, await trial.expect.stored(job, kept), undefined);
  },
});

export const undecided: readonly Requirement[] = [
  requirement('values/keeps-or-refuses-what-no-document-decides', {
    tests: ['values.kept-or-refused'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      await trial.given.control(trial.given.manifest());
      for (const [path, value] of membersOf(trial, trial.given.manifest()))
        await keptOrRefused(trial, withMember(trial.given.manifest(), path, value));
    },
  }),
  nullInACreate,
  nullReplica,
  nullInAReplace,
];
