/** `generate`: what is derived from the contract and committed, and the documents' parts that follow from code. */
import { CCI } from '../../contract/contract.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../contract/package.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { JsonObject } from '../../contract/json.ts';
import { FREEDOMS } from '../../contract/freedoms/index.ts';
import { generate } from '../../generators/schemas/write.ts';
import { credentialsTable } from '../../harness/config/credential-flags.ts';
import { commandsTable } from '../../harness/config/help.ts';
import { optionsTable } from '../../harness/config/options.ts';
import { KINDS_SCHEMA } from '../../harness/formats/kinds-schema.ts';
import { CLAIMS_SCHEMA } from '../../harness/formats/claims-schema.ts';
import { EXPECTATIONS_SCHEMA } from '../../harness/formats/expectations-schema.ts';
import { REPORT_SCHEMA } from '../../harness/formats/report-schema.ts';
import { proofSentences } from '../../reports/proof/proof.ts';
import type { Proof } from '../../reports/proof/proof.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { VARIANTS } from '../../reference/rules/variants.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { committedEconomy, ECONOMY_FOLDER, PROFILES } from '../../harness/run/economy.ts';
import { regenerateProfiles } from '../mutants/economy.ts';
import type { Io } from '../io.ts';

/** The register's figures, in a sentence. */
function registerLine(): string {
  const cited = new Set(REQUIREMENTS.flatMap((requirement) => requirement.tests));
  const tested = CCI.statements.filter((statement) => cited.has(statement.id)).length;
  const untestable = CCI.statements.filter((statement) => statement.untestable !== undefined).length;
  return `The register holds ${CCI.statements.length} statements: ${tested} are tested, by ${REQUIREMENTS.length} requirements; ${untestable} cannot be tested through the API, each with its reason; ${CCI.statements.length - tested - untestable} are open.`;
}

/** What `mutants --record` has noted, below the package's root. */
const PROOF = 'docs/proof.json';

/** How much is broken to see whether it is reported, and what was. */
function proofLines(): string {
  const broken = new Set(MUTANTS.map((mutant) => mutant.breaks));
  const testable = CCI.statements.filter((statement) => statement.untestable === undefined);
  const file = join(packageRoot(), PROOF);
  const proof = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Proof) : {};
  return [
    `${MUTANTS.length} mutants break ${broken.size} statements (${testable.filter((statement) => !broken.has(statement.id)).length} testable ones have none); ${VARIANTS.length} variants take other options of ${FREEDOMS.length} freedoms.`,
    ...proofSentences(proof),
  ].join('\n');
}

/** What each profile costs and keeps, as a table. */
function profilesTable(): string {
  const { profiles, mutants } = committedEconomy().profiles;
  const n = (value: number): string => value.toLocaleString('en-US');
  const rows = PROFILES.map((name) => {
    const worth = profiles[name];
    const share = mutants === 0 ? 0 : Math.floor((worth.mutants / mutants) * 100);
    return `| \`${name}\` | ${n(worth.pairs)} | ${n(worth.requests)} | ${n(worth.jobs)} | ${n(worth.mutants)} of ${n(mutants)} (${share} %) |`;
  });
  return [
    '| profile | judgements | requests | jobs | mutants reported |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** The schemas of the files that the suite reads and writes, for others to read and write them by. */
const PUBLISHED: Readonly<Record<string, JsonObject>> = {
  'schemas/files/report.json': REPORT_SCHEMA,
  'schemas/files/claims.json': CLAIMS_SCHEMA,
  'schemas/files/expectations.json': EXPECTATIONS_SCHEMA,
  'schemas/files/kinds.json': KINDS_SCHEMA,
};

/** The documents that have generated parts. */
export const DOCUMENTS = [
  'README.md',
  ...['flags', 'credentials', 'cost', 'verdicts', 'proof'].map((name) => `docs/${name}.md`),
];

/** The parts of the documents that follow from the code, by the name in their markers. */
const PARTS: Readonly<Record<string, () => string>> = {
  commands: commandsTable,
  flags: optionsTable,
  credentials: credentialsTable,
  register: registerLine,
  proof: proofLines,
  profiles: profilesTable,
};

/** The document with its generated parts as the code is now. */
export const withGeneratedParts = (document: string): string =>
  document.replace(/(<!-- (\w+): generated[^>]*-->\n)[^]*?\n?<!-- \/\2 -->/g, (whole, begin: string, name: string) =>
    PARTS[name] === undefined ? whole : `${begin}${PARTS[name]()}\n<!-- /${name} -->`,
  );

export async function writeGenerated(io: Io, root: string = packageRoot()): Promise<number> {
  const files = await generate(root, KINDS, PUBLISHED);
  if (existsSync(join(root, ECONOMY_FOLDER))) regenerateProfiles(root);
  for (const document of DOCUMENTS.map((name) => join(root, name)).filter((path) => existsSync(path)))
    writeFileSync(document, withGeneratedParts(readFileSync(document, 'utf8')));
  io.stdout.write(`${files.length} files written\n`);
  return 0;
}
