/** Names of every shape that the rules allow, each the end of one page and so the place where the next begins. */
import type { Requirement } from '../../harness/model/requirement.ts';
import { requirement } from '../support/requirement.ts';
import {
  endWhereLimitIsIgnored,
  expectEachOnce,
  followPages,
  selectorOf,
  supportsLimit,
} from '../pagination/follow.ts';
import { LONGEST_NAME } from '../create/name-rules.ts';

/** Of one name: others that begin with it, that sort just before and after it, that look like numbers. */
const SHAPES: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => `${name}-`.padEnd(LONGEST_NAME, 'z'),
  (name) => `${name}--0`,
  (name) => `${name}-a`,
  (name) => `${name}0`,
  (name) => `${name}00`,
  (name) => `${name}a`,
  (name) => `0${name}`,
  (name) => `00-${name}`,
  (name) => `1e3-${name}`,
  (name) => `z--${name}`,
];

export const names: readonly Requirement[] = [
  requirement('size/serves-names-of-every-shape-in-pages-of-one', {
    tests: ['pagination.every-item-once', 'metadata.name.pattern'],
    needs: ['pagination/serves-pages-of-one'],
    async check(trial) {
      const set = trial.given.name('set');
      const name = trial.given.name('n');
      const jobs = [];
      for (const shape of SHAPES) jobs.push(await trial.given.job({ name: shape(name), labels: { set } }));
      const query = { ...selectorOf(set), limit: 1 };
      const first = await trial.target.list({ query });
      if (!supportsLimit(trial, first, jobs.length)) endWhereLimitIsIgnored(trial, first, jobs, 1);
      expectEachOnce(trial, await followPages(trial, query), jobs, 'Pages of one, of names of every shape,');
    },
  }),
];
