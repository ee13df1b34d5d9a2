import { CCI, statementOf } from '../../contract/contract.ts';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { conforming, type Behaviour } from '../rules/behaviour.ts';
import { VARIANTS, chosen } from '../rules/variants.ts';
import { MUTANTS } from './index.ts';
import { behaviourOf } from './types.ts';

const base = conforming({
  kinds: KINDS,
  namespaces: new Set(),
  has: () => false,
  now: () => 0,
  random: () => 0,
  schemas: () => {
    throw new Error('not asked for');
  },
  token: undefined,
  readOnlyToken: undefined,
  foreignToken: undefined,
});

describe('the catalogue of mutants', () => {
  it('names each once', () => {
    const names = MUTANTS.map((mutant) => mutant.name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    '%s breaks one testable statement by one change',
    (_, mutant) => {
      expect(statementOf(CCI, mutant.breaks).untestable).toBeUndefined();
      expect(mutant.text).toMatch(/^\S.*\.$/s);
      expect([mutant.override, mutant.wrap].filter((one) => one !== undefined)).toHaveLength(1);
      for (const kind of mutant.kinds ?? []) expect(KINDS.map((k) => k.plural)).toContain(kind);
      for (const id of mutant.variants ?? []) expect(VARIANTS.map((v) => v.id)).toContain(id);
      chosen(mutant.variants ?? []);
      if (mutant.override === undefined) return;
      const kind = KINDS.find((k) => mutant.kinds?.includes(k.plural) ?? true);
      const changed: Behaviour = behaviourOf(mutant)(base, {
        ...(kind === undefined ? {} : { kind }),
        verb: mutant.verbs?.[0],
      });
      const different = Object.keys(changed).filter(
        (key) => changed[key as keyof Behaviour] !== base[key as keyof Behaviour],
      );
      expect(different).not.toEqual([]);
      expect(Object.keys(changed).filter((key) => !Object.hasOwn(base, key))).toEqual([]);
    },
  );
});
