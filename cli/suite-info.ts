/** What the suite says of itself in every report. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractDigest } from '../contract/digest.ts';
import { ERRATA } from '../contract/errata.ts';
import { FREEDOMS } from '../contract/freedoms.ts';
import { packageRoot } from '../contract/package.ts';
import { STATEMENTS } from '../contract/statements.ts';
import type { Contract } from '../harness/outcome/rollup.ts';

const { name, version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
export const SUITE = { name, version };

export const CONTRACT: Contract = {
  statements: new Map(STATEMENTS.map((s) => [s.id, s])),
  freedoms: FREEDOMS,
  errata: ERRATA,
  digest: contractDigest(),
};
