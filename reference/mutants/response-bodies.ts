/** What servers alone say (objects as they are shown, lists, Status, events), said wrongly. */
import { CCI } from '../../contract/contract.ts';
import type { Constraint } from '../../contract/constraints/index.ts';
import { KINDS } from '../../contract/kinds.ts';
import { listOf, statusOf } from '../../contract/structures/index.ts';
import { type Change, said } from './helpers/answers.ts';
import { isTestable } from './helpers/catalogue.ts';
import { without } from './helpers/places.ts';
import { mutant, type Mutant } from './types.ts';

const WRONG: Readonly<Partial<Record<NonNullable<Constraint['keyword']>, (field: string) => Change>>> = {
  required: (field) => (object) => without(object, field),
  enum: (field) => (object) => ({ ...object, [field]: 'Other' }),
  format: (field) => (object) => ({ ...object, [field]: 'yesterday' }),
  keyPattern: (field) => (object) => ({ ...object, [field]: { Driver: {} } }),
};

const SAID = [
  'JobCondition',
  'Status',
  'WatchEvent',
  'WatchedObject',
  ...KINDS.flatMap((kind) => [statusOf(kind).name, listOf(kind).name]),
];

/** Each constraint that an answer can break, broken in every answer. */
export const SAID_MUTANTS: readonly Mutant[] = CCI.constraints
  .filter(({ structure, id }) => SAID.includes(structure) && isTestable(`constraint.${id}`))
  .flatMap(({ id, structure, field = '', keyword, text }): Mutant[] => {
    const wrong = keyword === undefined ? undefined : WRONG[keyword];
    const kind = KINDS.find((one) => structure.startsWith(one.kind));
    return wrong === undefined
      ? []
      : [
          mutant(`said-without-${id.replaceAll(/[^A-Za-z0-9]+/g, '-')}`, `constraint.${id}`, {
            text: `Broken in every answer: ${text}`,
            ...(kind === undefined ? {} : { kinds: [kind.plural] }),
            override: said(structure, wrong(field), kind),
          }),
        ];
  });
