import { statementsUnder, type Contract } from '../../contract/contract.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import { valueAt, withValueAt } from '../../contract/pointer.ts';
import { jobWith, pointerOf, spotsOf } from '../../generators/arbitraries/values/structure-paths.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { idleType, withoutReplicas } from '../support/idle.ts';
import { kebab } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { createdAndListed } from '../support/round-trip.ts';

/** What may stand for one amount (erratum 17): whole numbers as numbers, anything as a string. */
const CORES: readonly Json[] = ['1000m', '1', 1, '2', 2, '100m', '0.125', '1500m'];
const BYTES: readonly Json[] = [
  ...['1Gi', '1024Mi', '1073741824', 1_073_741_824, '1.5Gi', '1G', '1e9', '128974k'],
  // Of other units, and more than a double holds.
  ...['1Ti', '1048576Ki', '1000M', '9007199254740993'],
];
const DEVICES: readonly Json[] = ['1', 1, '8', 8];
const amountsOf = (resource: string): readonly Json[] =>
  resource.includes('/') ? DEVICES : resource === 'cpu' ? CORES : BYTES;

/** Amounts in one job, each in a container of its own. */
const AT_ONCE = 4;

/** Jobs with these amounts in every container, of a type without replicas: nothing is scheduled, or paid for. */
async function keepsAmounts(trial: Trial, amounts: readonly JsonObject[]): Promise<void> {
  const { kind } = trial;
  const type = await idleType(trial);
  const spots = spotsOf(kind).filter((spot) => spot.structure.name === 'ResourceRequirements');
  const mark = { amounts: trial.given.name() };
  const jobs = Array.from({ length: Math.ceil(amounts.length / AT_ONCE) }, (_, i) => {
    const several = amounts.slice(i * AT_ONCE, (i + 1) * AT_ONCE);
    const job = withoutReplicas(kind, jobWith(kind, spots, several, [type]), type);
    // The settings' amounts are for what really runs. Each of several is that of a container of its own.
    return spots
      .flatMap((spot) =>
        several.map((__, nth) => pointerOf(kind, spot, type).replace(/0(?=\/resources$)/, String(nth))),
      )
      .reduce((own, path) => withValueAt(own, path, valueAt(job, path)), trial.given.adopted(job, { labels: mark }));
  });
  await createdAndListed(trial, jobs, mark);
}

const alike = (amounts: JsonObject): JsonObject => ({ limits: { ...amounts }, requests: { ...amounts } });

/** The resources that limits and requests may name. */
const resourceNamesOf = ({ structures }: Contract): string[] =>
  structures.filter(({ name }) => name === 'ResourceName').flatMap(({ fields }) => fields.map(({ name }) => name));

/** One for both maps of amounts, and one for each resource that the tables name. */
export const resources = (contract: Contract): readonly Requirement[] => [
  requirement('fields/resource-requirements', {
    tests: ['create.round-trip', 'create.quantities', ...statementsUnder(contract, 'field.ResourceRequirements')],
    needs: ['create/accepts-the-documented-body', 'fields/replica-spec', 'fields/container'],
    check: (trial) =>
      keepsAmounts(trial, [
        alike({ cpu: '500m', memory: '512Mi' }),
        // Equal amounts in two spellings.
        { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1000m', memory: '1024Mi' } },
        { limits: { cpu: 2, memory: '1Gi' }, requests: { cpu: '2', memory: 1_073_741_824 } },
      ]),
  }),
  ...resourceNamesOf(contract).map((name) =>
    requirement(`fields/resource-name-${kebab(name)}`, {
      tests: ['create.quantities', `field.ResourceName.${name}`],
      needs: ['fields/resource-requirements'],
      check: (trial) =>
        keepsAmounts(
          trial,
          amountsOf(name).map((amount) => alike({ cpu: '500m', memory: '512Mi', [name]: amount })),
        ),
    }),
  ),
];
