#!/usr/bin/env node
/**
 * `main.js [--check]`: writes docs/compatibility.md from the reports of all runs; with `--check` only says whether the
 * file is up to date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';
import { loadReport } from '../../reports/index.ts';
import type { Leg } from '../leg.ts';
import { LEGS } from '../legs.ts';
import { asMatrix } from './matrix.ts';
import type { Column } from './matrix.ts';

const FILE = join(packageRoot(), 'docs', 'compatibility.md');
const REFERENCE = {
  name: 'reference',
  title: 'Reference',
  about: 'The embedded reference server of this project.',
  command: 'npm run conformance -- --seed 1',
  folder: '.',
};

const commandOf = ({ name, variant }: Leg): string =>
  `npm run target:${variant === undefined ? name : `${variant.of} -- ${variant.by.join(' ')}`}`;

async function columns(): Promise<Column[]> {
  const sources = [REFERENCE, ...LEGS.map((leg) => ({ ...leg, command: commandOf(leg), folder: leg.name }))];
  return Promise.all(
    sources.map(async ({ title, about, command, folder }) => {
      const file = join(packageRoot(), 'conformance-report', folder, 'report.json');
      if (!existsSync(file)) throw new Error(`there is no ${file}: run ${command} first`);
      return { name: title, about, report: await loadReport(file) };
    }),
  );
}

async function main(check: boolean): Promise<number> {
  const text = asMatrix(await columns());
  const current = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  if (text === current) return 0;
  if (check) {
    console.error('docs/compatibility.md is not what the reports say: run npm run matrix');
    return 1;
  }
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, text);
  return 0;
}

try {
  process.exitCode = await main(process.argv.includes('--check'));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
