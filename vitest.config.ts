import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { asJudged, CATEGORIES } from './reports/formats/allure-test.ts';

/** A folder for Allure results of the tests that vitest itself runs; the command has `--allure`. */
const allure = process.env['ALLURE_RESULTS_DIR'];

/** Against tests that hang, and nothing else: no test is to depend on how fast the machine is. */
const HANGING = 3_600_000;

/** The tests that take a sample in `unit`. `cli/testing/extent.test.ts` holds that none is missing. */
export const SAMPLING: readonly string[] = [
  'cli/commands/secrets.test.ts',
  'cli/run/further-kinds.test.ts',
  'cli/whole/absent.test.ts',
  'cli/whole/hostile.test.ts',
  'cli/whole/lacking.test.ts',
  'cli/whole/lacks.test.ts',
  'cli/whole/legal.test.ts',
  'cli/whole/liars.test.ts',
  'cli/whole/package.test.ts',
  'cli/whole/spawn.test.ts',
  'cli/whole/variants.test.ts',
  'cli/whole/verify.test.ts',
  'cli/whole/vitest.test.ts',
  'generators/arbitraries/changes/immutable.test.ts',
  'generators/arbitraries/invalid/defective.test.ts',
];

const UNIT = {
  globalSetup: ['harness/testing/temporary.ts'],
  testTimeout: HANGING,
  hookTimeout: HANGING,
};

/**
 * `unit`: our own tests. `whole`: those of them that take a sample there, with all of it. `conformance`: a target
 * judged from the sources, as the environment says; the command does it from the built code.
 */
export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    maxWorkers: availableParallelism(), // by default vitest leaves a core idle
    ...(allure !== undefined && {
      setupFiles: ['allure-vitest/setup'],
      reporters: [
        'default',
        [
          'allure-vitest/reporter',
          {
            resultsDir: allure,
            reportMatchers: false,
            categories: CATEGORIES,
            listeners: [{ beforeTestResultWrite: asJudged }],
          },
        ],
      ],
    }),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['node_modules/**', 'dist/**', '.cache/**'],
          ...UNIT,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: [...SAMPLING],
          env: { EXTENT: 'whole' },
          ...UNIT,
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['specs/conformance.spec.ts'],
          globalSetup: ['cli/run/global-setup.ts'],
          testTimeout: 0,
          hookTimeout: 60_000,
          maxConcurrency: 16,
        },
      },
    ],
  },
});
