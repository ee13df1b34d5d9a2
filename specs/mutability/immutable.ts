import { keyOf } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { segment } from '../../contract/pointer.ts';
import type { Kind } from '../../contract/types.ts';
import { forbiddenChanges } from '../../generators/arbitraries/jobs/maximal-job.ts';
import { together, withAll, type ForbiddenChange } from '../../generators/arbitraries/index.ts';
import { mergePatchBetween } from '../../contract/merge-patch.ts';
import type { Accepted, Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { someOf } from '../support/closeness.ts';
import { at, specOf, withMember } from '../support/objects.ts';
import { mutableSpecFields } from '../support/kinds.ts';
import { withCounts } from '../support/replica-counts.ts';
import { requirement } from '../support/requirement.ts';
import { richJob } from '../support/rich-job.ts';
import {
  BASIS,
  METHOD,
  everyMutableField,
  mutableFieldsOf,
  ok,
  control,
  twoValues,
  write,
  writeCurrent,
  type Change,
  type UpdateVerb,
} from '../support/updates/write.ts';

/** After so many changes, one by one, the stored object is looked at. */
const BATCH = 25;

interface Difference {
  path: string;
  before: Json | undefined;
  after: Json | undefined;
}

/** The first and innermost place at which two values differ. */
function difference(before: Json | undefined, after: Json | undefined, path: string): Difference | undefined {
  if (before === after) return undefined;
  const entries = (value: Json | undefined): [string, Json][] | undefined =>
    typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  const [was, is] = [entries(before), entries(after)];
  if (was === undefined || is === undefined || Array.isArray(before) !== Array.isArray(after))
    return { path, before, after };
  const [then, now] = [new Map(was), new Map(is)];
  for (const key of new Set([...then.keys(), ...now.keys()])) {
    const found = difference(then.get(key), now.get(key), path + segment(key));
    if (found) return found;
  }
  return undefined;
}

/** The immutable part of the spec. */
const fixed = (kind: Kind, object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(specOf(object)).filter(([name]) => !mutableSpecFields(kind).includes(name)));

/** Computed once for all requirements of a run: the jobs of one size differ in their names alone. */
const known = new Map<string, ForbiddenChange[]>();
function changesOf({ kind, settings }: Trial, manifest: JsonObject, size: 'rich' | 'small'): ForbiddenChange[] {
  const key = JSON.stringify([keyOf(kind), settings, size]);
  const changes = known.get(key) ?? forbiddenChanges(kind, manifest);
  known.set(key, changes);
  return changes;
}

/** A job with every documented field; if the target refuses that one, the documented job. */
async function changeable(trial: Trial): Promise<{ job: Accepted; changes: ForbiddenChange[] }> {
  const rich = await richJob(trial);
  if (rich !== undefined) return { job: rich, changes: changesOf(trial, rich.sent, 'rich') };
  const job = await trial.given.created(trial.given.documented());
  return { job, changes: forbiddenChanges(trial.kind, job.stored) };
}

/** The changes that the object can take: a target may have dropped the part that one belongs in. */
const possible = (changes: readonly ForbiddenChange[], object: JsonObject): ForbiddenChange[] =>
  changes.filter((change) => {
    try {
      return difference(specOf(object), specOf(change.apply(object)), '') !== undefined;
    } catch {
      return false;
    }
  });

/** `spec.containers[0].name`, the field of a cause, as a JSON pointer; labels in brackets or quotes are one step. */
const pointerTo = (field: string): string =>
  [...field.matchAll(/\[["']?([^\]]*?)["']?\]|[^.[\]]+/g)].map(([step, inside]) => segment(inside ?? step)).join('');

/** Those of the changes that the causes of a refusal do not name: without the others, they might be made. */
function unnamed(changes: readonly ForbiddenChange[], refusal: Answer): ForbiddenChange[] {
  const causes = at(refusal.json, 'details', 'causes');
  const named = (Array.isArray(causes) ? causes : []).map((cause) => `${pointerTo(String(at(cause, 'field') ?? ''))}/`);
  return changes.filter(({ path }) => !named.some((pointer) => pointer.startsWith(`${path}/`)));
}

class Attempts {
  readonly #trial: Trial;
  readonly #verb: UpdateVerb;
  readonly #job: Accepted;
  /** The object as last seen: a PUT has its version. */
  #current: JsonObject;
  readonly #before: JsonObject;
  #made: { change: ForbiddenChange; answer: Answer }[] = [];

  constructor(trial: Trial, verb: UpdateVerb, job: Accepted, current: JsonObject) {
    [this.#trial, this.#verb, this.#job, this.#current, this.#before] = [
      trial,
      verb,
      job,
      current,
      fixed(trial.kind, current),
    ];
  }

  /**
   * Sends the changes in one request. Returns those of which its answer shows nothing, because it refuses others: all
   * are kept where it succeeds and changes nothing; where it is refused, those that it names.
   */
  async make(changes: readonly ForbiddenChange[]): Promise<readonly ForbiddenChange[]> {
    const { target, expect, kind } = this.#trial;
    const wanted = possible(changes, this.#current);
    if (wanted.length === 0) return [];
    const { answer, object } = await writeCurrent(
      this.#trial,
      this.#job,
      (seen) => {
        const changed = withAll(possible(wanted, seen), seen);
        return this.#verb === 'replace'
          ? target.replace(this.#job, changed)
          : target.patch(this.#job, mergePatchBetween(seen, changed));
      },
      this.#current,
    );
    this.#made.push(...wanted.map((change) => ({ change, answer })));
    this.#current = object;
    if (!ok(answer)) {
      expect.refused(answer);
      return wanted.length === 1 ? [] : unnamed(wanted, answer);
    }
    const body = expect.accepted(answer);
    this.#judge(difference(this.#before, fixed(kind, body), '/spec'), answer);
    this.#current = body;
    return [];
  }

  /** Compares what is stored with what was there before the first change. */
  async look(): Promise<void> {
    const stored = await this.#trial.expect.stored(this.#job, {});
    const found = difference(this.#before, fixed(this.#trial.kind, stored), '/spec');
    const culprit = this.#made.find(
      ({ change }) => found !== undefined && (change.path.startsWith(found.path) || found.path.startsWith(change.path)),
    );
    this.#judge(found, (culprit ?? this.#made.at(-1))?.answer);
    this.#current = stored;
    this.#made = [];
  }

  #judge(found: Difference | undefined, answer: Answer | undefined): void {
    this.#trial.expect.that(found === undefined, {
      message: `A ${METHOD[this.#verb]} changed ${found?.path ?? ''}, which no page lists as updatable`,
      expected: JSON.stringify(found?.before) ?? 'absent',
      received: JSON.stringify(found?.after) ?? 'absent',
      path: found?.path ?? '',
      answer,
    });
    if (answer !== undefined)
      this.#trial.choice(
        'immutable-change',
        ok(answer) ? 'immutable-ignored' : `immutable-refused-${answer.status}`,
        answer,
        this.#verb,
      );
  }
}

/**
 * Some of the immutable fields of a spec. `steps` are those of a change's path; `map` is the name of the kind's replica
 * map.
 */
interface Group {
  tests: string;
  has: (steps: readonly string[], map: string) => boolean;
}

const RUN_POLICY: Group = { tests: 'immutable.spec', has: ([, , field], map) => field !== map };
const REPLICA_MAP: Group = {
  tests: 'immutable.replica-map',
  has: (steps, map) => steps[2] === map && steps.length <= 4,
};
const REPLICA: Group = { tests: 'immutable.replica', has: (steps, map) => steps[2] === map && steps.length === 5 };
const POD_TEMPLATE: Group = {
  tests: 'immutable.template',
  has: (steps, map) => steps[2] === map && steps.length > 5,
};

const keeps = (id: string, verb: UpdateVerb, group: Group): Requirement =>
  requirement(id, {
    tests: [group.tests, `${verb}.immutable`],
    needs: [BASIS[verb]],
    async check(trial) {
      const { job, changes } = await changeable(trial);
      await attempt(trial, verb, job, changes, group);
      // The rich job has every field already, so fields are added to a small one.
      const small = await trial.given.reused();
      const additions = changesOf(trial, small.sent, 'small').filter(
        ({ change, path }) => change === 'added' && path.split('/').length <= 5,
      );
      await attempt(trial, verb, small, additions, group);
    },
  });

/**
 * Many changes in one request, as long as its answer shows what becomes of each; then what is left one by one, for a
 * target that refuses one change may make another.
 */
async function attempt(
  trial: Trial,
  verb: UpdateVerb,
  job: Accepted,
  changes: readonly ForbiddenChange[],
  group: Group,
): Promise<void> {
  const own = changes.filter(({ path }) => group.has(path.split('/'), trial.kind.replicaMap));
  if (own.length === 0) return;
  const attempts = async (): Promise<Attempts> => {
    await control(trial, verb, job);
    return new Attempts(trial, verb, job, await trial.given.read(job));
  };
  const left: ForbiddenChange[] = [];
  const first = await attempts();
  let telling = true;
  for (const those of together(own)) {
    const unsettled: readonly ForbiddenChange[] = telling || those.length === 1 ? await first.make(those) : those;
    telling &&= unsettled.length < those.length;
    left.push(...unsettled);
  }
  await first.look();
  for (let i = 0; i < left.length; i += BATCH) {
    const singles = await attempts();
    for (const change of left.slice(i, i + BATCH)) await singles.make([change]);
    await singles.look();
  }
}

const MAP_KEPT: Readonly<Record<UpdateVerb, string>> = {
  replace: 'mutability/replace-keeps-the-replica-map',
  patch: 'mutability/patch-keeps-the-replica-map',
};

/** Renaming is both an addition and a removal, so that a check for one of the two may miss it. */
const keepsNames = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['immutable.replica-map', `${verb}.immutable`],
    needs: [MAP_KEPT[verb]],
    appliesTo: (kind) => kind.replicaTypes.length > 1,
    async check(trial) {
      const job = await trial.given.reused();
      await control(trial, verb, job);
      const { replicaMap, replicaTypes } = trial.kind;
      const before = at(job.stored, 'spec', replicaMap);
      const types = isObject(before) ? before : {};
      const [[from, replica] = ['', {}]] = Object.entries(types);
      const to = replicaTypes.find(({ name, aliases = [] }) => ![name, ...aliases].includes(from))?.name ?? '';
      const renamed = verb === 'replace' ? { [to]: replica } : { [from]: null, [to]: replica };
      const answer = await write(trial, verb, job, ['spec', replicaMap], renamed);
      if (!ok(answer)) trial.expect.refused(answer);
      const after = specOf(await trial.expect.stored(job, {}))[replicaMap];
      trial.expect.that(difference(before, after, '') === undefined, {
        message: `A ${METHOD[verb]} renamed the replica type ${from} to ${to}`,
        expected: Object.keys(types).join(', '),
        received: isObject(after) ? Object.keys(after).join(', ') : 'no map',
        path: `/spec/${replicaMap}`,
        answer,
      });
    },
  });

const GROUPS_KEPT: Readonly<Record<UpdateVerb, readonly string[]>> = {
  replace: [
    'mutability/replace-keeps-run-policy-fields',
    'mutability/replace-keeps-the-replica-map',
    'mutability/replace-keeps-replica-fields',
    'mutability/replace-keeps-the-pod-template',
  ],
  patch: [
    'mutability/patch-keeps-run-policy-fields',
    'mutability/patch-keeps-the-replica-map',
    'mutability/patch-keeps-replica-fields',
    'mutability/patch-keeps-the-pod-template',
  ],
};

/** A write with allowed and forbidden changes makes all of the allowed ones or none, and never a forbidden one. */
const keepsBesideAllowed = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [`${verb}.immutable`, ...(verb === 'patch' ? ['patch.all-or-nothing'] : [])],
    needs: GROUPS_KEPT[verb],
    async check(trial) {
      const { job, changes } = await changeable(trial);
      await control(trial, verb, job);
      const [field] = mutableFieldsOf(trial.kind);
      const step = Math.max(1, Math.floor(changes.length / 8));
      for (const [i, change] of someOf(
        trial,
        changes.filter((_, n) => n % step === 0),
      ).entries()) {
        const before = await trial.given.known(job);
        if (possible([change], before).length === 0) continue;
        const allowed: Change[] = [
          [['metadata', 'annotations', 'beside'], `b${i}`],
          [['metadata', 'labels', 'beside'], `b${i}`],
          ...(field === undefined ? [] : [[['spec', field.name], twoValues(field)[i % 2 === 0 ? 0 : 1]] as const]),
        ];
        const beside = (object: JsonObject): JsonObject =>
          allowed.reduce((copy, [path, value]) => withMember(copy, path, value), object);
        const answer =
          verb === 'replace'
            ? (
                await writeCurrent(
                  trial,
                  job,
                  (object) => trial.target.replace(job, beside(change.apply(object))),
                  before,
                )
              ).answer
            : await trial.target.patch(job, beside(change.patch(before)));
        if (!ok(answer)) {
          trial.expect.refused(answer);
          await trial.expect.unchanged(job, before);
          continue;
        }
        const stored = await trial.expect.stored(job, beside({}));
        const found = difference(fixed(trial.kind, before), fixed(trial.kind, stored), '/spec');
        trial.expect.that(found === undefined, {
          message: `A ${METHOD[verb]} changed ${found?.path ?? ''} beside fields that may change`,
          expected: JSON.stringify(found?.before) ?? 'absent',
          received: JSON.stringify(found?.after) ?? 'absent',
          path: found?.path ?? '',
          answer,
        });
      }
    },
  });

const acceptsStoredValues = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['immutable.same-value'],
    needs: [BASIS[verb]],
    async check(trial) {
      const { job } = await changeable(trial);
      const before = await trial.given.known(job);
      const repeated: JsonObject[] = [
        fixed(trial.kind, before),
        ...Object.entries(fixed(trial.kind, before)).map(([name, value]) => ({ [name]: value })),
      ];
      for (const [i, spec] of repeated.entries()) {
        const members = {
          metadata: { labels: { same: `s${i}` } },
          spec: { ...spec, ...everyMutableField(trial.kind, i % 2 === 0 ? 0 : 1) },
        };
        const answer =
          verb === 'patch'
            ? await trial.target.patch(job, members)
            : await write(trial, verb, job, ['metadata', 'labels', 'same'], `s${i}`);
        trial.expect.accepted(answer);
        await trial.expect.stored(job, {
          metadata: { uid: job.uid, labels: { same: `s${i}` } },
          spec: fixed(trial.kind, before),
        });
      }
      // Of more replicas than a server may count by default.
      const several = await trial.given.created(withCounts(trial, trial.given.documented(), 1));
      trial.expect.accepted(await write(trial, verb, several, ['metadata', 'labels', 'same'], 'yes'));
      await trial.expect.stored(several, { metadata: { labels: { same: 'yes' } }, spec: specOf(several.stored) });
    },
  });

export const immutability: readonly Requirement[] = [
  keeps('mutability/replace-keeps-run-policy-fields', 'replace', RUN_POLICY),
  keeps('mutability/replace-keeps-the-replica-map', 'replace', REPLICA_MAP),
  keeps('mutability/replace-keeps-replica-fields', 'replace', REPLICA),
  keeps('mutability/replace-keeps-the-pod-template', 'replace', POD_TEMPLATE),
  keepsNames('mutability/replace-keeps-the-names-of-replica-types', 'replace'),
  keepsBesideAllowed('mutability/replace-keeps-immutable-fields-beside-allowed-changes', 'replace'),
  acceptsStoredValues('mutability/replace-accepts-the-stored-value-of-immutable-fields', 'replace'),
  keeps('mutability/patch-keeps-run-policy-fields', 'patch', RUN_POLICY),
  keeps('mutability/patch-keeps-the-replica-map', 'patch', REPLICA_MAP),
  keeps('mutability/patch-keeps-replica-fields', 'patch', REPLICA),
  keeps('mutability/patch-keeps-the-pod-template', 'patch', POD_TEMPLATE),
  keepsNames('mutability/patch-keeps-the-names-of-replica-types', 'patch'),
  keepsBesideAllowed('mutability/patch-keeps-immutable-fields-beside-allowed-changes', 'patch'),
  acceptsStoredValues('mutability/patch-accepts-the-stored-value-of-immutable-fields', 'patch'),
];
