import { defineConfig } from 'vitest/config';

/**
 * The quick tests of the code that decides verdicts. Tests that draw hundreds of manifests or judge whole servers are
 * too slow to run for every mutant.
 */
export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    testTimeout: 60_000,
    include: ['{contract,generators,harness,reports}/**/*.test.ts'],
    exclude: [
      'node_modules/**',
      'generators/schemas/**',
      'generators/arbitraries/**',
      'contract/**/{digest,examples,statements}.test.ts',
      'reports/proof/proof-record.test.ts',
    ],
    globalSetup: ['harness/testing/temporary.ts'],
    setupFiles: ['stryker/seed.ts'],
  },
});
