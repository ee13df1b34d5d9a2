import { expect, test } from 'vitest';
import { OPTIONS, variableOf } from './options.ts';
import { UsageError } from '../errors/usage.ts';
import { strayVariables } from './variables.ts';

test.each([
  ['CCI_TARGTE', 'CCI_TARGET'],
  ['CCI_READONLY_TOKEN', 'CCI_READ_ONLY_TOKEN'],
  ['CCI_MAX_REQUEST', 'CCI_MAX_REQUESTS'],
  ['CCI_MAX-JOBS-ALIVE', 'CCI_MAX_JOBS_ALIVE'],
])('%s resembles a variable of the suite: an error that names it', (name, nearest) => {
  const said = `unknown variable ${name}; did you mean ${nearest}?: see docs/flags.md, or unset it`;
  expect(() => strayVariables({ [name]: 'x' }, '')).toThrow(new UsageError(said));
});

test('one of .env is told as such', () =>
  expect(() => strayVariables({}, 'CCI_KNID=tfjob\n')).toThrow(
    'unknown variable CCI_KNID in .env; did you mean CCI_KIND?',
  ));

test('what other programs may mean is told, and counts for nothing', () => {
  const others = ['CCI_SERVICE_HOST', 'CCI_SERVICE_PORT', 'CCI_PORT_80_TCP', 'CCI_CLUSTER', 'CCI_REGION'];
  expect(strayVariables(Object.fromEntries(others.map((name) => [name, 'x'])), '')).toEqual(
    others.map((name) => `${name} is no variable of the suite: it counts for nothing`),
  );
});

test('those of the suite, those without a value and all others are not told', () => {
  const own = Object.fromEntries(OPTIONS.map(({ flag }) => [variableOf(flag), 'x']));
  expect(strayVariables({ ...own, CCI_TARGTE: ' ', CI_TARGET: 'x', MY_CCI_TARGTE: 'x' }, 'CCI_TARGTE=\n')).toEqual([]);
});
