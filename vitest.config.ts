import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** A folder for Allure results of the tests that vitest itself runs; the command has `--allure`. */
const allure = process.env['ALLURE_RESULTS_DIR'];

/** `unit`: our own tests. `conformance`: a target judged from the sources, as the environment says; the command does it from the built code. */
export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    maxWorkers: availableParallelism(), // by default vitest leaves a core idle
    ...(allure !== undefined && {
      setupFiles: ['allure-vitest/setup'],
      reporters: ['default', ['allure-vitest/reporter', { resultsDir: allure, reportMatchers: false }]],
    }),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['node_modules/**', 'dist/**', '.cache/**'],
          globalSetup: ['harness/testing/temporary.ts'],
          testTimeout: 120_000,
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
