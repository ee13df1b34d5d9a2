/** Every documented constraint on what a client sends, broken in one thing beside a twin that keeps it. */
import { oneof } from 'fast-check';
import { CONSTRAINTS } from '../../contract/constraints.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { JsonObject } from '../../contract/json.ts';
import { statementsUnder } from '../../contract/statements.ts';
import type { Kind } from '../../contract/types.ts';
import { defectiveManifests } from '../../generators/arbitraries/index.ts';
import { defects, mistypedFields } from '../../generators/arbitraries/invalid/defects.ts';
import type { Defect } from '../../generators/arbitraries/invalid/defects-predicates.ts';
import { valueAt, withValueAt } from '../../generators/arbitraries/pointer.ts';
import { spotsOf } from '../../generators/arbitraries/structure-paths.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { itemsOf, kebab, nameOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';

const ACCEPTED = ['create/accepts-the-documented-body', 'list/holds-what-was-created'];

type Wrong = Pick<Defect, 'path' | 'what' | 'valid' | 'defective'>;

/** Fit to be sent: with the run's name, label, image and amounts, unless the amounts are what it is about. */
function fit(trial: Trial, manifest: JsonObject, path: string): JsonObject {
  const own = trial.given.adopted(manifest);
  return path.includes('/resources') ? withValueAt(own, path, valueAt(manifest, path)) : own;
}

const isRefusal = (answer: Answer): boolean => answer.status >= 400 && answer.status < 500;

/** Each is refused and not stored, after its twin was accepted. */
async function refusesAll(trial: Trial, wrongs: readonly Wrong[], rule: string): Promise<void> {
  const twins = new Set<JsonObject>();
  const refused = new Set<string>();
  for (const { path, what, valid, defective } of wrongs) {
    if (!twins.has(valid)) await trial.given.created(fit(trial, valid, path));
    twins.add(valid);
    const manifest = fit(trial, defective, path);
    const answer = await trial.target.create(manifest);
    trial.expect.that(isRefusal(answer), {
      message: `A job with ${what} was not refused. ${rule}`,
      expected: 'a status of the 400s, as without it the job is accepted',
      received: String(answer.status),
      path,
      answer,
    });
    refused.add(nameOf(manifest));
  }
  const answer = await trial.target.list();
  const stored = itemsOf(trial.expect.accepted(answer, [200]))
    .map((item) => nameOf(item))
    .filter((name) => name !== '' && refused.has(name));
  trial.expect.that(stored.length === 0, {
    message: 'A job is stored though its create was refused',
    expected: 'none of the refused jobs in the list',
    received: stored.join(', '),
    path: '/items',
    answer,
  });
}

const defectsOf = new WeakMap<Kind, Defect[]>();
/** The kind's defects of one constraint; all are made once. */
function brokenBy(kind: Kind, id: string): Defect[] {
  const known = defectsOf.get(kind) ?? defects(kind);
  defectsOf.set(kind, known);
  return known.filter(({ constraint }) => constraint.id === id);
}

const structuresIn = (kind: Kind): Set<string> =>
  new Set([...spotsOf(kind).map(({ structure }) => structure.name), 'ResourceName']);
const SENT = new Map(KINDS.map((kind) => [kind.kind, structuresIn(kind)]));
const has = (kind: Kind, structure: string): boolean => (SENT.get(kind.kind) ?? structuresIn(kind)).has(structure);

const broken: readonly Requirement[] = CONSTRAINTS.filter(
  ({ structure, keyword, judge }) =>
    KINDS.some((kind) => has(kind, structure)) && keyword !== 'readOnly' && judge !== 'server',
).map(({ id, structure, text }) =>
  requirement(`constraints/${kebab(id)}`, {
    tests: ['create.invalid', `constraint.${id}`],
    needs: ACCEPTED,
    appliesTo: (kind) => has(kind, structure),
    check: (trial) => refusesAll(trial, brokenBy(trial.kind, id), text),
  }),
);

/** A structure that is nothing but its name has no field to mistype. */
const typed = [
  ...new Map(
    KINDS.flatMap(spotsOf)
      .filter(({ structure }) => structure.fields.length > 0 && structure.name !== 'ResourceRequirements')
      .map(({ structure }) => [structure.name, structure]),
  ).values(),
];

const mistyped: readonly Requirement[] = typed.map(({ name }) =>
  requirement(`constraints/types-of-${kebab(name)}`, {
    tests: ['create.invalid', ...statementsUnder(`field.${name}`)],
    needs: ACCEPTED,
    appliesTo: (kind) => has(kind, name),
    check: (trial) =>
      refusesAll(
        trial,
        mistypedFields(trial.kind, name).map(({ field, path, value, valid, defective }) => ({
          path,
          what: `${field} ${JSON.stringify(value)}`,
          valid,
          defective,
        })),
        `The table of ${name} gives another type.`,
      ),
  }),
);

/** Jobs of any shape with one defect drawn from all that there are: `--runs` deepens it. */
const drawn = requirement('constraints/hold-for-jobs-of-any-shape', {
  tests: ['create.invalid'],
  needs: ACCEPTED,
  check: (trial) =>
    trial.property(
      oneof(
        ...defectiveManifests(trial.kind)
          .filter(({ sure, sendable }) => sure && sendable)
          .map(({ id, twins }) => twins.map((twin) => ({ id, ...twin }))),
      ),
      async ({ id, valid, at, spoil }) => {
        await trial.given.created(trial.given.adopted(valid));
        const answer = await trial.target.create(spoil(trial.given.adopted(valid)));
        trial.expect.that(isRefusal(answer), {
          message: `A job with the defect ${id} was not refused`,
          expected: 'a status of the 400s, as without it the job is accepted',
          received: String(answer.status),
          path: at,
          answer,
        });
      },
      15,
    ),
});

export const constraints: readonly Requirement[] = [...broken, ...mistyped, drawn];
