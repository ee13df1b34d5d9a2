/** Whether a folder of `docs/implementations/` holds what docs/submitting.md asks for. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { contradictedIn } from '../../harness/outcome/conclusion.ts';
import { heldAgainst, readClaims } from '../../harness/outcome/claims.ts';
import { MANIFEST_FILE, readManifest, readRecord, RECORD_FILE } from '../../harness/record/record-file.ts';
import { verified } from '../../harness/record/verify.ts';
import { loadReport } from '../../reports/load.ts';
import { suiteOf } from '../../specs/suite.ts';
import { CLAIMS_FILE } from '../run/submissions.ts';
import { SUITE } from '../suite-info.ts';

export const REPORT = 'report.json.gz';
const FILES = [REPORT, CLAIMS_FILE, MANIFEST_FILE, RECORD_FILE];

/** Bytes of all files together. */
const MOST = 400 * 1024;

/** Credentials that could have come into a report by a way that no mask knows. */
const SECRETS: readonly [what: string, form: RegExp][] = [
  ['a JSON Web Token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a bearer token', /\bBearer\s+(?!\*{3})[\w.~+/=-]{16,}/i],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]+:(?!\*{3})[^\s/@"]+@/i],
  ['a signature of an access key', /SDK-HMAC-SHA256 Access=(?!\*{3})/],
];

/** One line for each problem. Throws where the report or the claims cannot be read. */
export async function problemsOf(folder: string): Promise<string[]> {
  const report = await loadReport(join(folder, REPORT));
  const names = readdirSync(folder);
  const size = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const claimsFile = join(folder, CLAIMS_FILE);
  const suite = suiteOf();
  const claims = readClaims(claimsFile, readFileSync(claimsFile, 'utf8'), suite);
  const texts = [gunzipSync(readFileSync(join(folder, REPORT))).toString(), readFileSync(claimsFile, 'utf8')];
  const isCurrent = report.suite.contractDigest === suite.contract.digest;
  return [
    ...names.filter((name) => !FILES.includes(name)).map((name) => `${name} does not belong here`),
    ...(size > MOST ? [`its files have ${size} bytes, more than ${MOST}`] : []),
    ...(report.briefOf === undefined
      ? ['its report has its exchanges: report --format submission leaves them out']
      : []),
    ...(claims.declared.implementation?.version === undefined
      ? [`${CLAIMS_FILE} does not say which implementation and version it is of`]
      : []),
    ...SECRETS.flatMap(([what, form]) => (texts.some((text) => form.test(text)) ? [`it holds ${what}`] : [])),
    ...contradictedIn({ ...claims, claimed: heldAgainst(claims.declared, report) }).map(
      ({ claim, text }) => `"${claim}" is contradicted: ${text}`,
    ),
    ...(existsSync(join(folder, MANIFEST_FILE)) ? recorded(folder, report.briefOf?.sha256) : []),
    ...(existsSync(join(folder, RECORD_FILE)) && isCurrent ? await differing(folder) : []),
  ];
}

/** The report has to be drawn from the one that the manifest of the record names. */
function recorded(folder: string, of: string | undefined): string[] {
  const files = existsSync(join(folder, RECORD_FILE)) ? [RECORD_FILE] : [];
  const { manifest } = readManifest(folder, files as [typeof RECORD_FILE]);
  return manifest.sha256['report.json'] === of
    ? []
    : [`${REPORT} is not drawn from the report that ${MANIFEST_FILE} names`];
}

/** The verdicts that do not follow from the record. */
async function differing(folder: string): Promise<string[]> {
  const record = readRecord(folder);
  if (record.header.suite.version !== SUITE.version) return [];
  const { differs } = await verified(await loadReport(join(folder, REPORT)), record, suiteOf(record.header.contract));
  return differs.map(({ what, why }) => `${what}: ${why}`);
}
